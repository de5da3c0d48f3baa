"""Wiring. Nothing imports this but `__main__.py`."""

from pathlib import Path

from libs.contracts.catalogue import emitted_by
from libs.contracts.topology import INLETS
from libs.delivery.service import Service
from services.arrangement.api import router
from services.arrangement.due import TIMERS
from services.arrangement.handlers import HANDLERS
from services.arrangement.settings import Settings

SERVICE = Service(
    name="arrangement",
    summary="Plans: goals and support on the ladder, reviews, applications, and steps up and down with grounds.",
    folder=Path(__file__).parent,
    settings=Settings,
    router=router,
    events=INLETS["arrangement"],
    handlers=HANDLERS,
    timers=TIMERS,
    emits=emitted_by("arrangement"),
)
