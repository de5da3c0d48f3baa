"""From signalling's and intake's words to those of DDAS 0.9: what a municipality reports of its cases.

A signal is given back as its partner told it last, also its status: how it went on stands in its case, as in the
national example, where the signal of a finished case still says "Nog niet opgepakt". So a delivery that is exported is
recognised where it came from. Where the field knows more than DDAS, the nearest word is taken:

| Ours | DDAS |
|---|---|
| partner `health_insurer` | "Zorg", also where it was "CAK Zorgverzekeringen" |
| `government_collector`, and every kind that DDAS does not know | "Overige": which collector it was is not kept |
| urgency `urgent`, `acute` | crisissignaal |
| amounts in cents | whole euros, rounded |
| case opened | matchingsdatum; the period is from its first to its last signal, that day included |
| first attempt at contact or first conversation; advice, where it came without either | datum_opgepakt |
| outcome `advised` | "(Budget)advies en/of quick fix" |
| `declined` | "Inwoner hoeft geen hulp vanuit vroegsignalering" |
| `not_reached` | "Definitief geen contact kunnen krijgen"; reached before: "Geen reactie na eerder contact" |
| `completed`, `transferred` | "Vervolghulp en/of verwijzing", "financieel" with a need about money, else "niet" |
| `transferred`, nobody was reached | "Verwijzing zonder contact" |
| `moved`, `died` | "Persoon is geen inwoner (meer) in de gemeente", "Inwoner is overleden" |
| a contact attempt before 12:00, before 18:00, later | "Ochtend", "Middag", "Avond" |
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from libs.contracts.calendar import AMSTERDAM, day_of
from libs.contracts.casework import ContactMeans
from libs.contracts.words import CaseOutcome, PartnerKind, Urgency
from omzien.ddas.translation import ADDRESS, PERSON
from omzien.ddas.words import STATUSES

Json = dict[str, Any]

PARTNERS = {
    PartnerKind.ENERGY: "Energie",
    PartnerKind.HOUSING_CORPORATION: "Huur",
    PartnerKind.MORTGAGE_LENDER: "Hypotheek",
    PartnerKind.HEALTH_INSURER: "Zorg",
    PartnerKind.WATER: "Water",
}
ANOTHER = "Overige"

MEANS = {
    ContactMeans.PHONE: "Telefoon",
    ContactMeans.VISIT: "Huisbezoek",
    ContactMeans.LETTER: "Brief",
    ContactMeans.EMAIL: "Mail",
    ContactMeans.MESSAGE: "SMS/Whatsapp",
    ContactMeans.CARD: "Kaartje",
    ContactMeans.OTHER: "Overige",
}

RESULTS = {
    CaseOutcome.ADVISED: "(Budget)advies en/of quick fix",
    CaseOutcome.DECLINED: "Inwoner hoeft geen hulp vanuit vroegsignalering",
    CaseOutcome.NOT_REACHED: "Definitief geen contact kunnen krijgen",
    CaseOutcome.MOVED: "Persoon is geen inwoner (meer) in de gemeente",
    CaseOutcome.DIED: "Inwoner is overleden",
    CaseOutcome.COMPLETED: "Vervolghulp en/of verwijzing niet financieel",
    CaseOutcome.TRANSFERRED: "Vervolghulp en/of verwijzing niet financieel",
}
RESULTS_ABOUT_MONEY = {
    CaseOutcome.COMPLETED: "Vervolghulp en/of verwijzing financieel",
    CaseOutcome.TRANSFERRED: "Vervolghulp en/of verwijzing financieel",
}
RESULTS_REACHED_BEFORE = {CaseOutcome.NOT_REACHED: "Geen reactie na eerder contact"}
RESULTS_WITHOUT_CONTACT = {CaseOutcome.TRANSFERRED: "Verwijzing zonder contact"}

NOT_YET = "Nog niet opgepakt"


def record(signal: Mapping[str, Any], id_: str) -> Json:
    """A signal, as signalling exports it."""
    arrears = signal["arrears"] or {}
    cents = arrears.get("amount_cents")
    told = {
        "ID": id_,
        "crisissignaal": signal["urgency"] in (Urgency.URGENT, Urgency.ACUTE),
        "warmeOverdracht": signal["resident_informed"] is True,
        "bedrag": None if cents is None else (cents + 50) // 100,
        "ontstaansdatum": arrears.get("since"),
        "signaaldatum": signal["seen_on"],
        "status": _status(signal),
        "signaalpartner": {"type": PARTNERS.get(signal["partner"], ANOTHER)},
        "client": _named(signal["person"], PERSON) | _named(signal["address"], ADDRESS),
    }
    return _told(told)


def case(found: Mapping[str, Any], signals: Sequence[Mapping[str, Any]], ids: Sequence[str]) -> Json:
    """A case, as intake exports it, with its signals and the IDs that they have in this delivery."""
    opened = _day(found["opened_at"])
    came = [_day(signal["accepted_at"]) for signal in signals]
    return _told(
        {
            "resultaat": result(found),
            "matchingsdatum": opened.isoformat(),
            "startdatum_matchtingperiode": min(opened, *came).isoformat(),
            "datum_opgepakt": _picked_up(found),
            "einddatum_matchingperiode": max(opened, *came).isoformat(),
            "vroegsignalen": [{"ID": id_} for id_ in ids],
            "contactpogingen": [_attempt(each) for each in found["attempts"]],
        }
    )


def result(found: Mapping[str, Any]) -> str | None:
    """How it ended; None while it is open."""
    outcome = found["outcome"]
    reached = found["talked_on"] is not None or any(each["reached"] for each in found["attempts"])
    nearer = [RESULTS_REACHED_BEFORE if reached else RESULTS_WITHOUT_CONTACT]
    nearer += [RESULTS_ABOUT_MONEY] if found["about_money"] else []
    return next((words[outcome] for words in (*nearer, RESULTS) if outcome in words), None)


def _status(signal: Mapping[str, Any]) -> str | None:
    if signal["seen"] in STATUSES:
        return str(signal["seen"])
    return NOT_YET if signal["state"] == "raised" else None


def _picked_up(found: Mapping[str, Any]) -> str | None:
    days = [_day(each["at"]) for each in found["attempts"]]
    if found["talked_on"]:
        days.append(date.fromisoformat(found["talked_on"]))
    if not days and found["outcome"] == CaseOutcome.ADVISED:
        days.append(_day(found["since"]))
    return min(days).isoformat() if days else None


def _attempt(attempt: Mapping[str, Any]) -> Json:
    hour = datetime.fromisoformat(attempt["at"]).astimezone(AMSTERDAM).hour
    return _told(
        {
            "soort": MEANS.get(attempt["means"]),
            "bereikt": attempt["reached"],
            "datum": _day(attempt["at"]).isoformat(),
            "dagdeel": "Ochtend" if hour < 12 else "Middag" if hour < 18 else "Avond",
        }
    )


def _named(part: Mapping[str, Any] | None, names: Mapping[str, str]) -> Json:
    return _told({names[name]: value for name, value in (part or {}).items() if name in names})


def _told(values: Mapping[str, Any]) -> Json:
    return {name: value for name, value in values.items() if value is not None}


def _day(moment: str) -> date:
    return day_of(datetime.fromisoformat(moment))
