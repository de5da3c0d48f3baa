"""A neighbourhood for a story: the four services on a broker and database of its own, by a time that it lets pass."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from libs.delivery.clock import wall_clock
from tests.broker.command import listening
from tests.world import TOKEN, World


class Calendar:
    """The time as it is, and further on once days were passed over."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def __call__(self) -> datetime:
        return wall_clock() + self._ahead

    async def until(self, day: date) -> None:
        """To ten in the morning of that day; it never goes back."""
        self._ahead += max(timedelta(), datetime.combine(day, time(10), UTC) - self())


@dataclass(frozen=True)
class Neighbourhood:
    """Where its services answer, and where events are to be heard."""

    amqp_url: str
    urls: dict[str, str]
    calendar: Calendar
    token: str = TOKEN


@asynccontextmanager
async def lived_in(world: World) -> AsyncIterator[Neighbourhood]:
    """With its services running."""
    calendar, urls = Calendar(), dict[str, str]()
    async with AsyncExitStack() as exits:
        # signalling first: intake asks it whose household somebody is of
        for name in ("signalling", "intake", "matching", "arrangement"):
            more = {"signalling_url": urls["signalling"]} if name == "intake" else {}
            served = await exits.enter_async_context(world.serving(name, clock=calendar, **more))
            urls[name] = await exits.enter_async_context(listening(served))
        yield Neighbourhood(world.amqp_url, urls, calendar)
