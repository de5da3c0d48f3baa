"""The market: the offerings that needs may be answered with, and the places taken of them."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from asyncpg import Record

from libs.contracts.places import Places
from libs.contracts.words import Rung, WhyNot
from services.matching.domain import assignment
from services.matching.domain.ladder import BY_ID, OWN, turned_down
from services.matching.domain.market import Crowd, Market
from services.matching.domain.need import Need
from services.matching.domain.passing import may_pass, takes_the_lowest
from services.matching.domain.policy import Policy
from services.matching.domain.proposal import Candidate
from services.matching.rows import row_of_wanted
from services.matching.store.base import SQL, Database
from services.matching.store.needs import pasts
from services.matching.store.offerings import lock_offerings

#: Candidates per need and rung that are locked and weighed, of those that look adequate: as many as in a round.
NEAREST = assignment.ENOUGH
#: Candidates per need and rung of which the market is asked whether they look adequate, free ones first.
LOOKED_AT = 1_000

#: Those that are locked on a rung above one that seems to have more than enough, for a need that takes the lowest.
IN_RESERVE = 10

#: A need on a rung.
Step = tuple[UUID, Rung]


async def lock_market(
    db: Database,
    needs: Iterable[Need],
    held: Iterable[UUID],
    places: Places,
    policy: Policy,
    now: datetime,
    cases: Collection[UUID] | None = None,
) -> Market:
    """The offerings that these needs may be answered with, and those that are held, locked in key order; with whom else
    was looked at on every rung that may be passed over. The caller has locked the needs.

    `cases`: those of the needs' that have a past here, where that is known.
    """
    wanted = list({need.id: need for need in needs}.values())
    before = {need.caseid for need in wanted if cases is None or need.caseid in cases}
    known = await pasts(db, before) if before else {}
    nobody = Market((), places, policy, now, pasts=known)
    all_rungs = [(need, [rung for rung in Rung if rung not in OWN and need.climbs_to(rung)]) for need in wanted]
    crowds = {(need.id, rung): Crowd() for need in wanted for rung in Rung}
    seen = await _seen(db, all_rungs, nobody, places)
    for need, rungs in all_rungs:
        most = enough = max(NEAREST, len(wanted))
        for rung in rungs:
            adequate = [id_ for row in seen[need.id, rung] for id_ in row["nearest"]]
            crowds[need.id, rung] = Crowd(tuple(adequate[:most]), whole=False)
            if len(adequate) == enough and takes_the_lowest(need):
                most = max(IN_RESERVE, len(wanted))
    found = {*held, *(id_ for crowd in crowds.values() for id_ in crowd.adequate)}
    offerings = list((await lock_offerings(db, found)).values()) if found else []
    market = Market(offerings, places, policy, now, crowds, known)
    rivals = Counter(need.stated.category for need in wanted)
    passed = [(need, may_pass(need, rungs, market, rivals[need.stated.category] - 1)) for need, rungs in all_rungs]
    told = await _seen(db, passed, nobody, places, tells=True)
    others = {step: _crowd(step[1], crowds[step].adequate, rows) for step, rows in told.items()}
    return Market(offerings, places, policy, now, crowds | others, known) if others else market


async def _seen(
    db: Database, asked: Iterable[tuple[Need, Collection[Rung]]], market: Market, places: Places, *, tells: bool = False
) -> dict[Step, list[Record]]:
    """Whom there is to look at, by need and rung, as rows: who is adequate; where it `tells`, why not the others."""
    asked = [(need, rungs) for need, rungs in asked if rungs]
    if not asked:
        return {}
    near = [
        (origin, other, places.kilometres(origin, other))
        for origin in sorted({need.neighbourhood for need, _ in asked} & places.by_code.keys())
        for other in places.by_code
    ]
    rows = await db.fetch(
        SQL.nearest_offerings,
        [
            row_of_wanted(need, rungs, turned_down(need, market), market.policy, market.through(need))
            for need, rungs in asked
        ],
        [origin for origin, _, _ in near],
        [other for _, other, _ in near],
        [kilometres for _, _, kilometres in near],
        market.today,
        LOOKED_AT,
        # each of these needs may take the place that another one of them would have had
        max(NEAREST, len(asked)),
        BY_ID,
        tells,
    )
    seen: dict[Step, list[Record]] = {(need.id, rung): [] for need, rungs in asked for rung in rungs}
    for row in rows:
        seen[row["need"], Rung(row["rung"])].append(row)
    return seen


def _crowd(rung: Rung, adequate: tuple[UUID, ...], rows: Iterable[Record]) -> Crowd:
    others: dict[WhyNot, int] = {}
    nearest: list[Candidate] = []
    seen, left_out = 0, False
    for row in rows:
        seen += row["candidates"]
        if row["why_not"] is None:
            left_out = row["candidates"] > len(adequate)
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
