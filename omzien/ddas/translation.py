"""From a record's words to signalling's. Nothing is judged here, and nothing dropped that says something."""

from typing import Any

from libs.contracts.signals import Effort
from libs.contracts.words import PartnerKind, SignalKind, Urgency

PARTNERS = {
    "Energie": PartnerKind.ENERGY,
    "Huur": PartnerKind.HOUSING_CORPORATION,
    "Hypotheek": PartnerKind.MORTGAGE_LENDER,
    "CAK Zorgverzekeringen": PartnerKind.HEALTH_INSURER,
    "Zorg": PartnerKind.HEALTH_INSURER,
    "Water": PartnerKind.WATER,
    "DUO": PartnerKind.GOVERNMENT_COLLECTOR,
    "Belastingdienst": PartnerKind.GOVERNMENT_COLLECTOR,
    "CAK Eigen bijdrage": PartnerKind.GOVERNMENT_COLLECTOR,
    "Dienst Toeslagen": PartnerKind.GOVERNMENT_COLLECTOR,
    "Overige": PartnerKind.OTHER,
}

PERSON = {
    "bsn": "Burgerservicenummer",
    "initials": "Voorletters",
    "infix": "Voorvoegsel",
    "surname": "Achternaam",
    "birth_date": "Geboortedatum",
}
ADDRESS = {
    "street": "Straatnaam",
    "house_number": "Huisnummer",
    "suffix": "Huisnummertoevoeging",
    "postcode": "Postcode",
    "town": "Plaatsnaam",
}

#: Whole euros beyond this are a typing error, and in cents would no longer fit a JSON number everywhere.
MOST_EUROS = 10**12


#: A record does not carry what the partner did before. Who delivers under the national covenant states by doing so that
#: all of it was done: it is the condition for giving the signal (Besluit gemeentelijke schuldhulpverlening, art. 2; Wet
#: gemeentelijke schuldhulpverlening, art. 3(1)(b)).
#: Named one by one: the id of an event is made from its data, and a word that is added elsewhere would make a new event
#: of every record that was delivered before.
EFFORTS = (
    Effort.PERSONAL_CONTACT.value,
    Effort.HELP_POINTED_OUT.value,
    Effort.WRITTEN_REMINDER.value,
    Effort.NO_OBJECTION.value,
)


def translated(record: Any) -> dict[str, Any]:
    """The data of `nl.omzien.signals.submitted.v1`. A value that does not fit there is passed on as it is."""
    if not isinstance(record, dict):
        return {"kind": SignalKind.PAYMENT_ARREARS, "partner": unfit(record)}
    client = record.get("client")
    data = {
        "kind": SignalKind.PAYMENT_ARREARS,
        "partner": _partner(record.get("signaalpartner")),
        "urgency": _urgency(record.get("crisissignaal"), record.get("warmeOverdracht")),
        "person": _named(client, PERSON),
        "address": _named(client, ADDRESS) if isinstance(client, dict) else None,
        "seen": _or("", record.get("status")),
        "seen_on": record.get("signaaldatum"),
        "resident_informed": record.get("warmeOverdracht") or None,
        "arrears": _arrears(record.get("bedrag"), record.get("ontstaansdatum")),
        "efforts": EFFORTS,
        # an empty number must not pass for one: all records without a number would amend each other
        "reference": _or("", record.get("ID")),
    }
    return {name: value for name, value in data.items() if value is not None}


def unfit(value: Any) -> dict[str, Any]:
    """A value that has no translation, in a shape that can't be mistaken for one of signalling's own words."""
    return {"ddas": value}


def _or(default: Any, value: Any) -> Any:
    return default if value is None else value


def _named(client: Any, names: dict[str, str]) -> Any:
    if not isinstance(client, dict):
        return client
    return {ours: client[theirs] for ours, theirs in names.items() if client.get(theirs) is not None}


def _partner(partner: Any) -> Any:
    """The schema lets a partner leave out its type: then it is another one."""
    if not isinstance(partner, dict):
        return unfit(partner)
    kind = _or("Overige", partner.get("type"))
    return PARTNERS.get(kind, unfit(kind)) if isinstance(kind, str) else unfit(kind)


def _urgency(crisis: Any, warm: Any) -> Any:
    """A crisis signal announces an eviction or a shut-off: urgent. Acute is for immediate danger, which
    arrears alone are not. At a warm handover the resident expects somebody: soon.
    """
    for told in (crisis, warm):
        if told is not None and not isinstance(told, bool):
            return unfit(told)
    return Urgency.URGENT if crisis else Urgency.SOON if warm else Urgency.ROUTINE


def _arrears(euros: Any, since: Any) -> dict[str, Any] | None:
    told = {"amount_cents": _cents(euros), "since": since}
    return {name: value for name, value in told.items() if value is not None} or None


def _cents(euros: Any) -> Any:
    """Whole euros, which JSON may write as 450 or 450.0."""
    if euros is None:
        return None
    whole = isinstance(euros, int | float) and not isinstance(euros, bool) and euros % 1 == 0
    return int(euros) * 100 if whole and abs(euros) <= MOST_EUROS else unfit(euros)
