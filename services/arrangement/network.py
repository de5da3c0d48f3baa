"""The rhythm of the multi-need network: the agenda of each neighbourhood is set before each meeting."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import NAMESPACE_URL, uuid5

from libs.contracts.agendas import NetworkAgendaSet
from libs.contracts.calendar import day_of, morning_of
from libs.contracts.payload import Event
from libs.contracts.plans import PlanDrafted
from libs.delivery.service import TimerHandler
from libs.delivery.timers import Timer
from libs.delivery.work import Work
from services.arrangement import store
from services.arrangement.domain import network
from services.arrangement.domain.network import Agenda
from services.arrangement.domain.policy import Network
from services.arrangement.settings import Settings

#: An agenda is to be set; a neighbourhood that had plans before there were agendas gets its first.
SET, BEGINS = "network_agenda", "network_begins"

W = Work[Settings]


def rules(work: W) -> Network:
    """Those that hold at this moment."""
    return work.settings.policies.at(work.now).network


def set_clocks(work: W, events: Iterable[Event]) -> None:
    """A neighbourhood has agendas from its first plan on."""
    due(work, {event.neighbourhood for event in events if isinstance(event, PlanDrafted)})


def due(work: W, neighbourhoods: Iterable[str]) -> None:
    """The next agenda there is set when it is time. Each meeting has a timer of its own: none moves another."""
    number, meets_on = network.next_meeting(work.now, rules(work))
    for neighbourhood in set(neighbourhoods):
        area = uuid5(NAMESPACE_URL, f"omzien:network:{neighbourhood}")
        moment = morning_of(meets_on - rules(work).set_before)
        work.schedule(area, SET, moment, number, neighbourhood=neighbourhood, meets_on=meets_on.isoformat())


async def set_agendas(work: W, timers: Sequence[Timer]) -> None:
    """Who is on it is told in numbers. A meeting that is over by now gets none; the next one does."""
    for timer in timers:
        neighbourhood, meets_on = timer.data["neighbourhood"], date.fromisoformat(timer.data["meets_on"])
        if meets_on >= day_of(work.now):
            await _set(work, neighbourhood, meets_on)
    due(work, {timer.data["neighbourhood"] for timer in timers})


async def _set(work: W, neighbourhood: str, meets_on: date) -> None:
    if await store.agenda_exists(work.connection, neighbourhood, meets_on):
        return
    plans = await store.plans_in_neighbourhood(work.connection, neighbourhood)
    former = await store.former_agenda(work.connection, neighbourhood, meets_on)
    entries = network.entries(plans, former, meets_on, rules(work))
    on_it = [entry for entry in entries if entry.gone is None]
    told = NetworkAgendaSet(
        neighbourhood=neighbourhood,
        meets_on=meets_on,
        plans=len(on_it),
        carried_over=sum(entry.carried_over for entry in on_it),
    )
    agenda = work.record(Agenda(work.new_id(), neighbourhood, meets_on), [told])
    await store.insert_agenda(work.connection, agenda, entries)


async def begins(work: W, timers: Sequence[Timer]) -> None:
    """The first agenda of a neighbourhood that had plans before."""
    due(work, {timer.data["neighbourhood"] for timer in timers})


TIMERS: dict[str, TimerHandler] = {SET: set_agendas, BEGINS: begins}
