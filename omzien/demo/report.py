"""`build/demo/report.html`: what the demo came to, for people. It stands alone: nothing is loaded from anywhere."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from libs.contracts.words import Rung
from omzien.demo import figures, pictures
from omzien.demo.story import CLOCK, Story
from omzien.demo.summary import Summary
from omzien.demo.told import Told
from omzien.demo.words import DOMAINS, RUNGS, RUNGS_DUTCH

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def page(summary: Summary, story: Story, heard: Sequence[Told[Any]], helpdesk: str | None) -> str:
    """The whole page."""
    environment = Environment(
        loader=PackageLoader("omzien.demo", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    stretches = story.stretches(heard)
    # what is text in them was escaped where they were drawn
    drawn = {
        "flow": pictures.flow(summary.tally, summary.published),
        "ladder": pictures.ladder(summary.tally),
        "lanes": pictures.lanes(
            story.chapters, list(story.needs.values()), stretches, story.clarified(heard), story.gift
        ),
        "scores": pictures.scores(story.scores(heard)),
        "latencies": pictures.latencies(summary.stages),
    }
    return environment.get_template("report.html.j2").render(
        summary=summary,
        content=summary.content(),
        finished=datetime.now(AMSTERDAM),
        groups=figures.groups(summary.tally, summary.published),
        pictures={name: Markup(svg) for name, svg in drawn.items()},  # noqa: S704
        story=story,
        clock=CLOCK,
        chapters=story.told(heard),
        stretches=stretches,
        scores=story.scores(heard),
        helpdesk=helpdesk,
        rungs=list(Rung),
        rung_names=RUNGS,
        rung_dutch=RUNGS_DUTCH,
        domains=DOMAINS,
        then=summary.tally.needs_by_first_rung,
        now=summary.tally.needs_by_rung,
    )
