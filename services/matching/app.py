"""Wiring. Nothing imports this but `__main__.py`."""

from pathlib import Path

from libs.contracts.catalogue import emitted_by
from libs.contracts.topology import INLETS
from libs.delivery.service import Service
from services.matching.api import open_to_all, router
from services.matching.handlers import HANDLERS, TIMERS
from services.matching.settings import Settings

SERVICE = Service(
    name="matching",
    summary="The catalogue, the needs, and what is proposed to answer them on the lowest adequate rung.",
    folder=Path(__file__).parent,
    settings=Settings,
    router=router,
    open_to_all=open_to_all,
    events=INLETS["matching"],
    handlers=HANDLERS,
    timers=TIMERS,
    emits=emitted_by("matching"),
)
