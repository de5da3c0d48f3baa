"""Deliveries of one record, to be made wrong in one place."""

from io import BytesIO
from typing import Any

import orjson

from omzien.ddas import Record, judged

PARTNER = "Vroeg Eropaf"


def record(**more: Any) -> dict[str, Any]:
    """One that is in order, with other values where given."""
    return {
        "ID": "VS-1",
        "crisissignaal": False,
        "warmeOverdracht": False,
        "bedrag": 450,
        "ontstaansdatum": "2024-12-10",
        "signaaldatum": "2025-01-05",
        "status": "Nog niet opgepakt",
        "signaalpartner": {"type": "Energie"},
        "client": {"Achternaam": "Dijk", "Geboortedatum": "1985-06-15", "Postcode": "1234AB", "Huisnummer": "10"},
        **more,
    }


def file(*records: Any, **more: Any) -> dict[str, Any]:
    """A file with these records in it, with other values at the top where given."""
    return {
        "codeGegevensleverancier": "SOFT-123",
        "startdatumLevering": "2025-01-01",
        "einddatumLevering": "2025-01-31",
        "aanleverdatumEnTijd": "2025-02-05T10:30:00Z",
        "leveringen": [levering(vroegsignalen=list(records))],
        **more,
    }


def levering(**more: Any) -> dict[str, Any]:
    """What one municipality delivers."""
    organisation = {"naam": "Gemeente Voorbeeld", "kvk-nummer": "12345678"}
    return {"teller": 1, "gemeentecode": "0518", "aanleverende_organisatie": organisation, **more}


def read(*records: Any, partner: str = PARTNER, **more: Any) -> list[Record]:
    """These records, as events."""
    return written(orjson.dumps(file(*records, **more)), partner)


def written(body: bytes, partner: str = PARTNER) -> list[Record]:
    """The records of a file as it stands on the disk."""
    return list(judged(lambda: BytesIO(body), "delivery.json", partner))


def data(**more: Any) -> Any:
    """The data of the event of one record with these values."""
    return read(record(**more))[0].event["data"]
