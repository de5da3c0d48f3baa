"""Entries that come from outside: checked row by row, and put into the catalogue with their names sealed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from libs.contracts.payload import UNKNOWN_NEIGHBOURHOOD
from libs.contracts.refusals import Refused
from libs.delivery.work import Work
from services.matching import catalogue, store
from services.matching.requests import NewOffering, OfferingContent, Row
from services.matching.settings import Settings
from services.matching.views import Imported


@dataclass(frozen=True)
class Put:
    """What became of one entry."""

    id: UUID
    result: catalogue.Outcome | Refused


async def put(work: Work[Settings], wanted: Sequence[NewOffering], by: UUID | None = None) -> list[Put]:
    """An outcome per entry, in order. Without an id of its own an entry is always new. `by` as for the catalogue."""
    ids = [each.id or work.new_id() for each in wanted]
    for each in wanted:
        check(work, each)
    results = await catalogue.put(work, [each.offering(id_) for id_, each in zip(ids, wanted, strict=True)], by)
    outcomes = [Put(id_, result) for id_, result in zip(ids, results, strict=True)]
    accepted = {it.id: each for it, each in zip(outcomes, wanted, strict=True) if not isinstance(it.result, Refused)}
    await keep_names(work, accepted)
    return outcomes


async def put_rows(work: Work[Settings], rows: Sequence[Row], by: UUID | None = None) -> list[Imported]:
    """A result per row, in order: one wrong row does not refuse the list. The same list again changes nothing."""
    results: dict[int, Imported] = {}
    readable: dict[int, NewOffering] = {}
    for number, row in enumerate(rows, start=1):
        try:
            readable[number] = NewOffering.model_validate(row)
            check(work, readable[number])
        except ValidationError as error:
            readable.pop(number, None)
            results[number] = Imported(row=number, id=None, refused="invalid-row", detail=_faults(error))
        except Refused as refused:
            del readable[number]
            results[number] = Imported(row=number, id=None, refused=refused.slug, detail=refused.detail)
    for number, it in zip(readable, await put(work, list(readable.values()), by), strict=True):
        told: dict[str, Any] = {"row": number, "id": it.id}
        if isinstance(it.result, Refused):
            results[number] = Imported(**told, refused=it.result.slug, detail=it.result.detail)
        else:
            results[number] = Imported(**told, outcome=it.result)
    return [results[number] for number in sorted(results)]


def check(work: Work[Settings], entry: OfferingContent) -> None:
    """Raises Refused when it names a neighbourhood that is not one of the municipality's."""
    known = {*work.settings.places.by_code, UNKNOWN_NEIGHBOURHOOD}
    strange = sorted({entry.neighbourhood, *entry.serves} - known)
    if strange:
        raise Refused("neighbourhood-unknown", f"{', '.join(strange)}: use one of {', '.join(sorted(known))}.")


async def keep_names(work: Work[Settings], entries: Mapping[UUID, OfferingContent]) -> None:
    """Who the volunteers among them are, sealed; of an entry that is somebody else's now nobody's name is kept."""
    await store.forget_names(work.connection, entries)
    seal = work.settings.sealer.seal
    await store.save_names(
        work.connection, {id_: seal(each.name.encode()) for id_, each in entries.items() if each.name is not None}
    )


def _faults(error: ValidationError) -> str:
    # without the input: it may hold a name
    return "; ".join(f"{'.'.join(map(str, each['loc'])) or 'row'}: {each['msg']}" for each in error.errors())
