"""Wiring. Nothing imports this but `__main__.py`."""

from pathlib import Path

from libs.contracts.catalogue import emitted_by
from libs.contracts.topology import INLETS
from libs.delivery.service import Service
from libs.delivery.work import Work
from services.matching.api import router
from services.matching.handlers import HANDLERS, TIMERS
from services.matching.settings import Settings


async def prepare(work: Work[Settings]) -> None:
    """Raises at the start, and not at the first need, when the policy or the neighbourhoods cannot be read."""
    _ = work.settings.policy, work.settings.places


SERVICE = Service(
    name="matching",
    summary="The catalogue, the needs, and what is proposed to answer them on the lowest adequate rung.",
    folder=Path(__file__).parent,
    settings=Settings,
    router=router,
    events=INLETS["matching"],
    handlers=HANDLERS,
    timers=TIMERS,
    prepare=prepare,
    emits=emitted_by("matching"),
)
