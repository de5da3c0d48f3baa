"""Services of HSDS into the catalogue: load, decide, save, record, a result for each of a list."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from libs.contracts.refusals import Refused
from libs.delivery.work import Work
from services.matching import catalogue, store
from services.matching.catalogue import Outcome
from services.matching.domain import offering as decisions
from services.matching.domain.offering import Kind, Offering
from services.matching.hsds import reading
from services.matching.hsds.document import Document, read
from services.matching.hsds.model import Organization
from services.matching.hsds.reading import Read
from services.matching.hsds.views import Told
from services.matching.settings import Settings

Result = Outcome | Refused


async def put_services(work: Work[Settings], rows: Sequence[Document], by: UUID | None = None) -> list[Told]:
    """A result per row, in order: one wrong row does not refuse the list, and the same list again changes nothing.

    `by`: the organisation that puts them in; None for the keeper of the whole catalogue.
    """
    table = work.settings.hsds_categories.at(work.now)
    results: dict[int, Result] = {}
    found: dict[int, Read] = {}
    for number, row in enumerate(rows):
        try:
            found[number] = reading.entry(row, table, work.settings.places)
        except Refused as refused:
            results[number] = refused
    ids = {each.offering.id for each in found.values()}
    # documents before offerings: a service that is new has no other row that could be locked
    kept = await store.hsds.lock_documents(work.connection, "service", ids)
    results |= await _put(work, found, by)
    documents: dict[UUID, Document] = {}
    organizations: list[Document] = []
    for number, each in found.items():
        if isinstance(results[number], Refused):
            continue
        id_ = each.offering.id
        if results[number] is Outcome.UNCHANGED and each.kept != documents.get(id_, kept[id_]):
            results[number] = Outcome.CHANGED
        documents[id_] = each.kept
        organizations += [each.organization] if each.organization else []
    await store.hsds.save_documents(work.connection, "service", documents, ids)
    await _keep_organizations(work, [(UUID(each["id"]), each) for each in organizations])
    return [_told(number, row, results[number], found.get(number)) for number, row in enumerate(rows)]


async def put_organizations(work: Work[Settings], rows: Sequence[Document], by: UUID | None = None) -> list[Told]:
    """Organizations, also those without a service; a result per row, in order."""
    results: dict[int, Result] = {}
    found: list[tuple[UUID, Document]] = []
    numbers = []
    for number, row in enumerate(rows):
        try:
            organization, document = read(row, Organization)
            decisions.require_keeper(UUID(organization.id), by)
        except Refused as refused:
            results[number] = refused
        else:
            found.append((UUID(organization.id), document))
            numbers.append(number)
    results |= zip(numbers, await _keep_organizations(work, found), strict=True)
    return [_told(number, row, results[number], None) for number, row in enumerate(rows)]


async def _put(work: Work[Settings], found: Mapping[int, Read], by: UUID | None) -> dict[int, Result]:
    known = await store.lock_offerings(work.connection, (each.offering.id for each in found.values()))
    results: dict[int, Result] = {}
    wanted: dict[int, Offering] = {}
    for number, each in found.items():
        old = known.get(each.offering.id)
        if old and old.kind in (Kind.VOLUNTEER, Kind.CONTRIBUTION):
            results[number] = Refused("not-a-service", "A person's entry has this id: it is no service of HSDS.")
        elif refused := _another_organization(each, by):
            results[number] = refused
        elif old and old.withdrawn and each.gone:
            results[number] = Outcome.UNCHANGED
        else:
            wanted[number] = _beside(old, each) if old else each.offering
    results |= zip(wanted, await catalogue.put(work, list(wanted.values()), by), strict=True)
    for number in wanted:
        if found[number].gone and not isinstance(results[number], Refused):
            await catalogue.decide(work, found[number].offering.id, decisions.withdraw)
    return results


def _another_organization(each: Read, by: UUID | None) -> Refused | None:
    """Why an organisation may not tell this of the organization in the document; None when it may."""
    try:
        if each.organization:
            decisions.require_keeper(UUID(each.organization["id"]), by)
    except Refused as refused:
        return refused
    return None


def _beside(old: Offering, each: Read) -> Offering:
    """What a document says of an entry that is there, on the terms that it has: HSDS has no word for them."""
    entry = replace(each.offering, terms=old.terms)
    # it takes nobody new; whom it helps stays helped
    return replace(entry, capacity=old.taken) if each.closed else entry


async def _keep_organizations(work: Work[Settings], wanted: Sequence[tuple[UUID, Document]]) -> list[Outcome]:
    """What is told adds to what was told before: a service tells less of its organization than a list of them does."""
    if not wanted:
        return []
    before = await store.hsds.lock_documents(work.connection, "organization", (id_ for id_, _ in wanted))
    now: dict[UUID, Document] = {}
    outcomes = []
    for id_, document in wanted:
        old = now.get(id_, before[id_])
        now[id_] = {**(old or {}), **document}
        outcomes.append(
            Outcome.REGISTERED if old is None else Outcome.UNCHANGED if now[id_] == old else Outcome.CHANGED
        )
    await store.hsds.save_documents(work.connection, "organization", now)
    return outcomes


def _told(number: int, row: Document, result: Result, found: Read | None) -> Told:
    id_ = row.get("id")
    told = {"row": number + 1, "id": id_ if isinstance(id_, str) else None, "remarks": found.remarks if found else ()}
    if isinstance(result, Refused):
        return Told(**told, result="refused", reason=result.slug, detail=result.detail)
    return Told(**told, result=result.value)
