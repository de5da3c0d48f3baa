"""Intake, put together."""

from pathlib import Path

from libs.contracts.catalogue import emitted_by
from libs.contracts.topology import INLETS
from libs.delivery.service import Service
from services.intake.api import router
from services.intake.handlers import HANDLERS, TIMERS
from services.intake.settings import Settings

SERVICE = Service(
    name="intake",
    summary="One case per household, from first contact to a confirmed clarification, with one case holder.",
    folder=Path(__file__).parent,
    settings=Settings,
    router=router,
    events=INLETS["intake"],
    handlers=HANDLERS,
    timers=TIMERS,
    emits=emitted_by("intake"),
)
