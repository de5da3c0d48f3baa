"""The year itself: every night the timers, every working day the people."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import orjson
from aio_pika import Message

from libs.contracts.cases import CaseClosed
from libs.contracts.envelope import routing_key, schema_of
from libs.contracts.payload import CaseEvent
from libs.contracts.topology import EVENTS
from tests.world import World
from tests.year.clock import Clock, days
from tests.year.door import Door
from tests.year.neighbourhood import CODE, Neighbourhood
from tests.year.people import People
from tests.year.settled import Moments, serving

#: A Monday.
FIRST, LENGTH = date(2026, 1, 5), 364
NIGHT, MORNING = time(0, 5), time(10)
#: Days of the week on which people come to it; Monday is 0.
ACTING = (0, 2, 4)


@dataclass(frozen=True)
class Year:
    """What came of it. `timers`: how many ran, by kind; `left`: how many wait for the next year."""

    events: Sequence[Mapping[str, Any]]
    end: datetime
    plans: int
    done: Counter[str]
    refused: Counter[str]
    timers: Counter[str]
    left: int


@dataclass
class Intake:
    """Tells what intake tells, at the year's own time."""

    world: World
    clock: Clock
    sequences: Counter[UUID] = field(default_factory=Counter)

    def letter(self, event: CaseEvent) -> tuple[str, Message]:
        self.sequences[event.caseid] += 1
        id_ = str(self.clock.new_id())
        envelope = {
            "specversion": "1.0",
            "id": id_,
            "source": "urn:nld:oin:00000000000000000000:systeem:omzien-intake",
            "type": event.type,
            "subject": str(event.caseid),
            "time": self.clock.now.isoformat(),
            "sequence": str(self.sequences[event.caseid]),
            "sequencetype": "Integer",
            "datacontenttype": "application/json",
            "dataschema": schema_of(event.type),
            "correlationid": id_,
            "causationid": id_,
            "actor": "system",
            "data": orjson.Fragment(event.model_dump_json().encode()),
        }
        message = Message(orjson.dumps(envelope), content_type="application/cloudevents+json", message_id=id_)
        return routing_key(event.type, event.neighbourhood), message

    async def tell(self, *events: CaseEvent) -> None:
        await self.world.publish(EVENTS, [self.letter(event) for event in events])


async def play(world: World, seed: int, plans: int, length: int = LENGTH) -> Year:
    """So many plans in so many days. Raises AssertionError when a service fails or hangs."""
    clock = Clock(FIRST)
    place = Neighbourhood(seed, plans, FIRST, length)
    subscriber = await world.subscribe("#")
    async with serving(world, ("arrangement", "matching"), clock.now) as served:
        moments, people = Moments(served, subscriber), People(seed, place, served["arrangement"], served["matching"])
        intake = Intake(world, clock)
        await _furnish(served, place)
        arrivals, last = place.arrivals(), FIRST - timedelta(days=1)
        for day in days(FIRST, length):
            clock.move(day, NIGHT)
            await moments.settled(clock.now)
            people.today = day
            people.listen(subscriber.events)
            if day.weekday() not in ACTING:
                continue
            clock.move(day, MORNING)
            come = [each.told for each in arrivals if last < each.day <= day]
            gone = [CaseClosed(caseid=UUID(case), neighbourhood=CODE, outcome=how) for case, how in people.closing]
            people.closing.clear()
            last = day
            if come or gone:
                await intake.tell(*come, *gone)
                moments.told += len(come) + len(gone)
            # nobody waits until all is quiet before they do what they mean to: they hear of things as these happen
            while people.means_to(day) or await moments.under_way(clock.now):
                async with moments.passing(clock.now):
                    await people.act(day, subscriber.events)
                people.listen(subscriber.events)
        left = await moments.left()
        return Year(subscriber.events, clock.now, plans, people.done, people.refused, moments.timers_run, left)


async def _furnish(served: Mapping[str, Door], place: Neighbourhood) -> None:
    for entry in place.offerings():
        status, told = await served["matching"].post("/v1/offerings", entry)
        assert status == 201, told
    status, told = await served["arrangement"].post("/v1/mandates", {"person": str(place.mandated)})
    assert status == 200, told
