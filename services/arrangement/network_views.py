"""What comes out over HTTP about the multi-need network: ids, codes and dates, no words about anybody."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from libs.contracts.agendas import NetworkOutcome
from libs.contracts.words import LifeDomain, Rung
from libs.delivery.pages import Page
from services.arrangement.domain import network
from services.arrangement.domain.network import Entry, Gone
from services.arrangement.domain.plan import Plan
from services.arrangement.views import View


class EntryView(View):
    """`since`: the first of the meetings in a row that it is on. `carried_over`: nobody discussed it last time."""

    plan: UUID
    domains: tuple[LifeDomain, ...]
    since: date
    weeks: int
    highest_rung: Rung | None
    carried_over: bool
    discussed_on: date | None
    outcomes: tuple[NetworkOutcome, ...]


class GoneView(View):
    """It was on the former agenda, and why it is not on this one."""

    plan: UUID
    gone: Gone


class AgendaView(View):
    """`unnamed`: so many more, whose residents did not agree that the network knows of them, or whose plan closed."""

    neighbourhood: str
    meets_on: date
    plans: list[EntryView]
    unnamed: int
    gone: list[GoneView]

    @classmethod
    def of(cls, neighbourhood: str, meets_on: date, found: Sequence[tuple[Entry, Plan]], today: date) -> "AgendaView":
        named = [each for each, plan in found if plan.open and network.may_be_shared(plan, today)]
        on_it = [each for each in named if each.gone is None]
        return cls(
            neighbourhood=neighbourhood,
            meets_on=meets_on,
            plans=[_entry(each, meets_on) for each in on_it],
            unnamed=sum(each.gone is None for each, _ in found) - len(on_it),
            gone=[GoneView.model_validate(each) for each in named if each.gone is not None],
        )


def _entry(entry: Entry, meets_on: date) -> EntryView:
    return EntryView(
        plan=entry.plan,
        domains=entry.domains,
        since=entry.since,
        weeks=(meets_on - entry.since).days // 7,
        highest_rung=entry.highest_rung,
        carried_over=entry.carried_over,
        discussed_on=entry.discussed_on,
        outcomes=entry.outcomes,
    )


class MeetingView(View):
    meets_on: date
    plans: int
    discussed: int


class MeetingPage(Page[date]):
    """The latest first."""

    items: list[MeetingView]
