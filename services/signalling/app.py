"""Wiring. Nothing imports it but `__main__.py`."""

from pathlib import Path

from libs.contracts.catalogue import emitted_by
from libs.contracts.topology import INLETS
from libs.delivery.service import Service
from services.signalling.api import open_to_partners, router
from services.signalling.handlers import HANDLERS, TIMERS, receive
from services.signalling.settings import Settings

SIGNALS, EVENTS = INLETS["signalling"]

SERVICE = Service(
    name="signalling",
    summary="takes in worries, puts those on one household together, and says when somebody must act",
    folder=Path(__file__).parent,
    settings=Settings,
    router=router,
    open_to_partners=open_to_partners,
    events=(EVENTS,),
    handlers=HANDLERS,
    timers=TIMERS,
    raw={SIGNALS: receive},
    emits=emitted_by("signalling"),
)
