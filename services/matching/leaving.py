"""Who can take part in a group no longer: noticed where it happens, and told to the group in a transaction of its own.

Of its own, since a bundle is locked before the needs of its members, and here the needs are locked already.
"""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from libs.delivery.work import Work
from services.matching import store
from services.matching.domain.need import Need
from services.matching.settings import Settings

LEFT = "bundle_left"


async def needs_settled(work: Work[Settings], before: Mapping[UUID, Need], changed: Sequence[Need]) -> None:
    """These needs changed, and are locked: whichever has its answer now, or is over, no longer asks for a group."""
    settled = {
        need.id: need for need in changed if need.id in before and _settled(need) and not _settled(before[need.id])
    }
    await _notice(work, "answered", needs=[id_ for id_, need in settled.items() if not need.over])
    await _notice(work, "need_over", needs=[id_ for id_, need in settled.items() if need.over])


async def offerings_left(work: Work[Settings], withdrawn: Iterable[UUID]) -> None:
    """These are not in the catalogue any more: nobody helps a group by them."""
    await _notice(work, "offering_withdrawn", offerings=list(withdrawn))


def _settled(need: Need) -> bool:
    return need.over or bool(need.running)


async def _notice(
    work: Work[Settings], ground: str, needs: Sequence[UUID] = (), offerings: Sequence[UUID] = ()
) -> None:
    if not (needs or offerings):
        return
    for bundle, invitations in (await store.invitations_about(work.connection, needs, offerings)).items():
        work.schedule(
            work.new_id(), LEFT, work.now, bundle=str(bundle), invitations=list(map(str, invitations)), ground=ground
        )
