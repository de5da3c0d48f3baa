"""`omzien watch`: events as they happen, one readable line each."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any

import orjson
import typer
from aio_pika.abc import AbstractQueue

from libs.contracts.topology import EVENT_LOG, EVENTS
from omzien import broker, story, system
from omzien.console import out
from omzien.publish import AmqpUrl
from omzien.wanted import Wanted, place

#: Of the stream, before the first is acknowledged.
AHEAD = 500


def watch(
    neighbourhood: Annotated[str | None, typer.Option(help="Only of this neighbourhood, such as de-bilt-west.")] = None,
    type: Annotated[
        str | None, typer.Option(help="Only of this type: cases, cases.opened, *.closed.", metavar="PATTERN")
    ] = None,
    replay: Annotated[bool, typer.Option("--replay", help="From the first event on.")] = False,
    amqp_url: AmqpUrl = None,
) -> None:
    """Show events as they happen; Ctrl-C ends it.

    A line has the time (UTC), the type, the last figures of the id that it is
    about, the neighbourhood, and what happened. An event that the wire carried
    twice is shown again, dimmed: subscribers tell copies apart by source and id.
    """
    url, screen = system.amqp_url(amqp_url), Screen()
    try:
        asyncio.run(_watch(url, Wanted.of(type, neighbourhood), replay, screen))
    except KeyboardInterrupt:
        out.print(f"\n{screen.shown} events" + (f", {screen.copies} copies" if screen.copies else ""))


class Screen:
    """Shows events and knows which it has shown."""

    def __init__(self) -> None:
        self.shown = self.copies = 0
        self._seen: set[tuple[str, str]] = set()

    def begin(self) -> None:
        typer.echo("watching; Ctrl-C ends it", err=True)

    def show(self, event: dict[str, Any]) -> None:
        key = str(event.get("source")), str(event.get("id"))
        copy = key in self._seen
        self._seen.add(key)
        self.copies += copy
        self.shown += not copy
        out.print(line(event) + (" (again)" if copy else ""), style="dim" if copy else None, soft_wrap=True)


def line(event: dict[str, Any]) -> str:
    """`10:30:05  cases.opened  3f41b7c2  de-bilt-west  a case was opened: urgent, by way of signal`. UTC."""
    # an id begins with the time at which it was made: its end tells two of one second apart
    time, subject = str(event.get("time", ""))[11:19], str(event.get("subject", ""))[-8:]
    return f"{time}  {story.short(str(event.get('type'))):<26}  {subject:<8}  {place(event):<16}  {story.told(event)}"


async def _watch(url: str, wanted: Wanted, replay: bool, screen: Screen) -> None:
    async for event in events(url, wanted, replay=replay, ready=screen.begin):
        screen.show(event)


async def events(
    url: str, wanted: Wanted, *, replay: bool, ready: Callable[[], None] = lambda: None
) -> AsyncIterator[dict[str, Any]]:
    """Every event that is wanted, from now on or from the first, without an end. Raises Advice.

    Calls `ready` when nothing that happens from now on can be missed.
    """
    async with broker.channel(url) as channel:
        arguments: dict[str, Any] = {}
        if replay:
            await channel.set_qos(prefetch_count=AHEAD)
            queue: AbstractQueue = await channel.get_queue(EVENT_LOG)
            arguments = {"x-stream-offset": "first"}
        else:
            exchange = await channel.get_exchange(EVENTS)
            queue = await channel.declare_queue(exclusive=True)
            await queue.bind(exchange, wanted.binding)
        ready()
        async with queue.iterator(arguments=arguments) as messages:
            async for message in messages:
                await message.ack()
                event = orjson.loads(message.body)
                # the stream holds everything
                if wanted.matches(event):
                    yield event
        raise ConnectionError("it closed the connection")
