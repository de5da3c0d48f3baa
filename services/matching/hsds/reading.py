"""A service of HSDS as an entry of the catalogue: one pure function, so that the same document is the same entry."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from libs.contracts.places import Places
from libs.contracts.refusals import Refused
from services.matching.domain.offering import Offering
from services.matching.hsds import own
from services.matching.hsds.areas import where
from services.matching.hsds.categories import Categories, Term
from services.matching.hsds.document import Document, read
from services.matching.hsds.languages import codes_of
from services.matching.hsds.model import CostOption, Service
from services.matching.hsds.schedules import hours_of
from services.matching.hsds.terms import Attribute
from services.matching.requests import OfferingContent

#: As long as a title and a description of the catalogue may be.
TITLE, DESCRIPTION = 200, 4_000
OLDEST = 150
WEEKLY = ("week", "weekly", "wekelijks")


@dataclass(frozen=True)
class Read:
    """What a document says. `kept` is the document as given, without what is ours; `remarks`: what we made nothing of.

    `closed`: it takes nobody new at the moment; `gone`: it is there no more.
    """

    offering: Offering
    kept: Document
    organization: Document | None
    closed: bool
    gone: bool
    remarks: tuple[str, ...]


def entry(given: Document, table: Categories, places: Places) -> Read:
    """Raises Refused with what is wrong and where, also when the table has no place for it."""
    service, document = read(given, Service)
    values, remarks = plain_values(service, places)
    told = own.told(service.attributes)
    values |= {"rung": table.rung, "capacity": table.capacity}
    if not {"rung", "categories"} <= told.keys():
        values |= _sorted(service, table)
    values |= told
    closed = service.status != "active"
    if closed:
        values["capacity"] = 0
    try:
        content = OfferingContent(**_numbers(values))
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, each['loc'])) or 'entry'}: {each['msg']}" for each in error.errors())
        raise Refused("not-an-entry", f"As an entry of the catalogue: {faults}") from None
    if content.name is not None or content.kind == "volunteer":
        raise Refused("not-a-service", "A volunteer is no service of HSDS: put them in with POST /v1/offerings.")
    kept = own.without(document)
    gone = service.status == "defunct"
    return Read(content.offering(UUID(service.id)), kept, kept.get("organization"), closed, gone, tuple(remarks))


def plain_values(service: Service, places: Places) -> tuple[dict[str, Any], list[str]]:
    """The fields of the catalogue that HSDS has a word for; and what we made nothing of."""
    at = service.service_at_locations
    schedules = service.schedules or [each for place in at for each in place.schedules]
    schedules = schedules or [each for place in at if place.location for each in place.location.schedules]
    languages = service.languages or [each for place in at if place.location for each in place.location.languages]
    hours, unread = hours_of(schedules)
    codes, unknown = codes_of(languages)
    place = where(service, places)
    organisation = service.organization_id or (service.organization.id if service.organization else None)
    values: dict[str, Any] = {
        "title": service.name.strip()[:TITLE].strip(),
        "description": (service.description or "").strip()[:DESCRIPTION].strip(),
        "organisation": UUID(organisation) if organisation else None,
        "neighbourhood": place.neighbourhood,
        "serves": place.serves,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "hours": hours,
        "languages": codes or ("nl",),
        "minimum_age": _age(service.minimum_age),
        "maximum_age": _age(service.maximum_age),
        "cost_cents_per_week": sum(map(_cents_per_week, service.cost_options)),
    }
    if any(each.amount and not _cents_per_week(each) for each in service.cost_options):
        place.remarks.append("what it costs is kept, and not reckoned with: only euros per week are")
    return values, [*place.remarks, *unread, *unknown]


def _sorted(service: Service, table: Categories) -> dict[str, Any]:
    terms = [*_terms(service.attributes), *(_terms(service.organization.attributes) if service.organization else ())]
    texts = [f"{service.name} {service.alternate_name or ''}", service.description or ""]
    found = table.sort(terms, texts)
    if found is None:
        said = ", ".join(sorted({each.code or each.name for each in terms})[:10]) or "none"
        raise Refused(
            "no-category",
            f"Its terms ({said}) and words stand in no rule of the table of categories ({table.version}): "
            "add a rule to it, or say `otherwise` there.",
        )
    return {"categories": found.categories, "rung": found.rung, "skills": found.skills}


def _terms(attributes: tuple[Attribute, ...]) -> list[Term]:
    terms = [each.taxonomy_term for each in attributes if each.taxonomy_term is not None]
    return [Term(each.taxonomy or "", each.code or "", each.name) for each in terms if each.taxonomy != own.TAXONOMY]


def _age(years: float | None) -> int | None:
    """Whole years; None for what is nobody's age."""
    return int(years) if years is not None and 0 <= years <= OLDEST else None


def _cents_per_week(cost: CostOption) -> int:
    words = f"{cost.option or ''} {cost.amount_description or ''}".lower().split()
    euros = (cost.currency or "eur").lower() == "eur"
    if not euros or cost.amount is None or not any(each in words for each in WEEKLY):
        return 0
    return round(min(max(cost.amount, 0), 1_000_000) * 100)


def _numbers(values: dict[str, Any]) -> dict[str, Any]:
    """Hours in the catalogue's own form; a rung comes as text when an attribute tells it."""
    rung = values["rung"]
    hours = [
        {"weekday": each.weekday, "opens": f"{each.opens:%H:%M}", "closes": f"{each.closes:%H:%M}"}
        for each in values["hours"]
    ]
    return values | {"rung": int(rung) if isinstance(rung, str) and rung.isdecimal() else rung, "hours": hours}
