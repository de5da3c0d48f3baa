"""The market: the offerings that needs may be answered with, and the places taken of them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from asyncpg import Record

from libs.contracts.calendar import day_of
from libs.contracts.places import Places
from libs.contracts.words import Rung, WhyNot
from services.matching.domain.ladder import BY_ID, turned_down
from services.matching.domain.market import Crowd, Market
from services.matching.domain.need import Need
from services.matching.domain.past import Past
from services.matching.domain.policy import Policy
from services.matching.domain.proposal import Candidate
from services.matching.rows import row_of_wanted
from services.matching.store.base import SQL, Database
from services.matching.store.needs import pasts
from services.matching.store.offerings import lock_offerings

#: Candidates per need and rung that are locked and weighed, of those that look adequate.
NEAREST = 50
#: Candidates per need and rung of which the market is asked whether they look adequate, free ones first.
LOOKED_AT = 1_000


async def lock_market(
    db: Database, needs: Iterable[Need], held: Iterable[UUID], places: Places, policy: Policy, now: datetime
) -> Market:
    """The offerings that these needs may be answered with, and those that are held, locked in key order; with whom else
    was looked at. The caller has locked the needs.
    """
    found, crowds = set(held), dict[tuple[UUID, Rung], Crowd]()
    wanted = list({need.id: need for need in needs}.values())
    known = await pasts(db, {need.caseid for need in wanted}) if wanted else {}
    if wanted:
        crowds = await _crowds(db, wanted, known, places, policy, now)
        found.update(id_ for crowd in crowds.values() for id_ in crowd.adequate)
    offerings = (await lock_offerings(db, found)).values() if found else ()
    return Market(offerings, places, policy, now, crowds, known)


async def _crowds(
    db: Database, wanted: list[Need], known: Mapping[UUID, Past], places: Places, policy: Policy, now: datetime
) -> dict[tuple[UUID, Rung], Crowd]:
    """Whom there is to look at, by need and rung."""
    market = Market((), places, policy, now, pasts=known)
    near = [
        (origin, other, places.kilometres(origin, other))
        for origin in sorted({need.neighbourhood for need in wanted} & places.by_code.keys())
        for other in places.by_code
    ]
    rows = await db.fetch(
        SQL.nearest_offerings,
        [row_of_wanted(need, turned_down(need, market), policy, market.through(need)) for need in wanted],
        [origin for origin, _, _ in near],
        [other for _, other, _ in near],
        [kilometres for _, _, kilometres in near],
        day_of(now),
        LOOKED_AT,
        # each of these needs may take the place that another one of them would have had
        max(NEAREST, len(wanted)),
        BY_ID,
    )
    seen: dict[tuple[UUID, Rung], list[Record]] = {}
    for row in rows:
        seen.setdefault((row["need"], Rung(row["rung"])), []).append(row)
    steps = ((need.id, rung) for need in wanted for rung in Rung)
    return {step: _crowd(step[1], seen.get(step, ())) for step in steps}


def _crowd(rung: Rung, rows: Iterable[Record]) -> Crowd:
    adequate: tuple[UUID, ...] = ()
    others: dict[WhyNot, int] = {}
    nearest: list[Candidate] = []
    seen, left_out = 0, False
    for row in rows:
        seen += row["candidates"]
        if row["why_not"] is None:
            adequate, left_out = tuple(row["nearest"]), row["candidates"] > len(row["nearest"])
            continue
        reason = WhyNot(row["why_not"])
        others[reason] = row["candidates"]
        nearest += [Candidate(id_, rung, reason, km) for id_, km in zip(row["nearest"], row["kms"], strict=True)]
    return Crowd(adequate, others, tuple(nearest), whole=seen < LOOKED_AT and not left_out)


async def move_places(db: Database, moved: Mapping[UUID, int]) -> None:
    """Book places taken (above 0) and given back (below 0). The caller has locked the offerings."""
    changed = sorted((id_, places) for id_, places in moved.items() if places)
    if changed:
        await db.execute(SQL.move_places, [id_ for id_, _ in changed], [places for _, places in changed])
