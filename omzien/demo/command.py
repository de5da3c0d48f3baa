"""`make demo`, and `omzien demo [FILE]`."""

import asyncio
import signal
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.console import Console

from deploy.local.children import StartFailed
from omzien import ddas
from omzien.demo import ending, report, target
from omzien.demo.play import Play, Played, new_run
from omzien.demo.screen import Screen
from omzien.demo.services import Refusal
from omzien.demo.subscriber import NotTold
from omzien.demo.target import Target
from omzien.errors import Advice
from omzien.system import ROOT

EXAMPLE = ROOT / "omzien" / "examples" / "early-signals.json"
CATALOGUE = ROOT / "deploy" / "reference" / "catalogue.json"
RESULTS = ROOT / "build" / "demo"


def demo(
    file: Annotated[
        Path | None, typer.Argument(help="A DDAS 0.9 delivery. Without it, the example that is shipped.")
    ] = None,
    running: Annotated[
        bool, typer.Option("--running", help="On the system that runs already, not on an empty one of its own.")
    ] = False,
    amqp_url: Annotated[str | None, typer.Option(help="The running system's broker. Implies --running.")] = None,
) -> None:
    """Run the main job: signals come in, cases open, needs are matched, support goes up and down the ladder.

    Shows it live, checks itself by comparing sets, and writes build/demo/summary.json and report.html.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    screen = Screen(Console())
    try:
        held = _demo(file or EXAMPLE, screen, running=running or amqp_url is not None, amqp_url=amqp_url)
    except KeyboardInterrupt:
        screen.console.print("stopped; nothing is left running")
        raise typer.Exit(130) from None
    except (StartFailed, NotTold, Refusal) as reason:
        raise Advice(str(reason)) from None
    except ExceptionGroup as group:
        if isinstance(first := group.exceptions[0], NotTold | Refusal | Advice):
            raise Advice(str(first)) from None
        raise
    raise typer.Exit(0 if held else 1)


def _demo(file: Path, screen: Screen, *, running: bool, amqp_url: str | None) -> bool:
    run = new_run()
    delivery = ddas.read(file, partner=run)
    if running:
        return _perform(target.existing(amqp_url), delivery, file, run, screen)
    with ExitStack() as started:
        with screen.waiting("a broker, a database and the four services are being started"):
            found = started.enter_context(target.own(ROOT))
        held = _perform(found, delivery, file, run, screen)
        with screen.waiting("what was started is stopped"):
            started.close()
    return held


def _perform(found: Target, delivery: ddas.Delivery, file: Path, run: str, screen: Screen) -> bool:
    """Whether every promise was kept."""
    catalogue = orjson.loads(CATALOGUE.read_bytes())
    played = asyncio.run(Play(found, delivery, file.name, run, screen).perform(catalogue))
    ending.tell(screen.console, played.story, played.heard.events)
    ending.conclude(screen.console, played.summary, played.helpdesk.line(), _write(played))
    return played.summary.holds


def _write(played: Played) -> list[str]:
    """What was written, by its path from the project's root."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    summary, page = RESULTS / "summary.json", RESULTS / "report.html"
    summary.write_bytes(orjson.dumps(played.summary.content(), option=orjson.OPT_INDENT_2))
    told = report.page(played.summary, played.story, played.heard.events, played.helpdesk.line())
    page.write_text(told, encoding="utf-8")
    return [str(path.relative_to(ROOT)) for path in (summary, page)]
