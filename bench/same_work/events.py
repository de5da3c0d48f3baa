"""The bodies of the four events, as long as the product's."""

from typing import Any

from libs.contracts.cases import CaseOpened, CaseTriaged
from libs.contracts.signals import SignalAccepted, SignalRaised

SIGNALLING = "urn:nld:oin:00000000000000000000:systeem:omzien-signalling"
INTAKE = "urn:nld:oin:00000000000000000000:systeem:omzien-intake"


def accepted(id_: str, now: str, signal: str, household: str, data: dict[str, Any]) -> bytes:
    """Sequence 1 of its signal."""
    told = (
        f'"neighbourhood":"de-bilt-oost","household":"{household}","kind":"{data["kind"]}",'
        f'"urgency":"{data["urgency"]}","reporter":"care","certainty":"likely","marks":["nobody_named"]'
    )
    return _event(SIGNALLING, SignalAccepted.type, id_, now, signal, 1, signal, signal, "policy", told)


def raised(id_: str, now: str, signal: str, household: str, data: dict[str, Any]) -> bytes:
    """Sequence 2 of its signal."""
    told = (
        f'"neighbourhood":"de-bilt-oost","household":"{household}","kind":"{data["kind"]}",'
        f'"urgency":"{data["urgency"]}","reporter":"care","grounds":["at_once","heavy_alone"],"raised_with":[],'
        '"pick_up_by":"2026-11-23T16:00:00Z","policy":{"version":"2026-01","content_hash":"41048ba5844e9411"}'
    )
    return _event(SIGNALLING, SignalRaised.type, id_, now, signal, 2, signal, signal, "policy", told)


def opened(id_: str, now: str, case: str, cause: dict[str, Any]) -> bytes:
    """Sequence 1 of its case."""
    data = cause["data"]
    told = (
        f'"neighbourhood":"{data["neighbourhood"]}","caseid":"{case}","household":"{data["household"]}",'
        f'"way_in":"signal","urgency":"{data["urgency"]}","signals":["{cause["subject"]}"],'
        '"personal_plan_by":"2026-11-30","investigation_by":"2027-01-04"'
    )
    return _event(INTAKE, CaseOpened.type, id_, now, case, 1, cause["correlationid"], cause["id"], "system", told)


def triaged(id_: str, now: str, case: str, cause: dict[str, Any]) -> bytes:
    """Sequence 2 of its case."""
    told = (
        f'"neighbourhood":"{cause["data"]["neighbourhood"]}","caseid":"{case}","route":"team","reasons":["ordinary"],'
        '"policy":"2026-01:41048ba5844e9411"'
    )
    return _event(INTAKE, CaseTriaged.type, id_, now, case, 2, cause["correlationid"], cause["id"], "system", told)


def _event(
    source: str,
    type: str,
    id_: str,
    now: str,
    subject: str,
    sequence: int,
    correlation: str,
    causation: str,
    actor: str,
    data: str,
) -> bytes:
    trace = id_.replace("-", "")
    return (
        f'{{"specversion":"1.0","id":"{id_}","source":"{source}","type":"{type}","subject":"{subject}",'
        f'"time":"{now}","sequence":"{sequence}","sequencetype":"Integer","datacontenttype":"application/json",'
        f'"dataschema":"urn:omzien:schema:{type}","correlationid":"{correlation}","causationid":"{causation}",'
        f'"actor":"{actor}","traceparent":"00-{trace}-{trace[:16]}-03","data":{{{data}}}}}'
    ).encode()
