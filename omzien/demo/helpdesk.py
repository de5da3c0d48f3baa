"""What nobody's neighbourhood takes: it waits on the helpdesk's lists, and is lost to nobody's view."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from libs.contracts import cases, signals
from libs.contracts.payload import UNKNOWN_NEIGHBOURHOOD
from libs.contracts.words import Mark
from omzien.demo.checks import Check, compare
from omzien.demo.services import Services
from omzien.demo.subscriber import Subscriber
from omzien.demo.words import plain, several


@dataclass(frozen=True)
class Helpdesk:
    """Signals and cases of which no neighbourhood is known, as the two services list them."""

    signals: Mapping[UUID, tuple[Mark, ...]]
    cases: Sequence[UUID]

    @classmethod
    async def looks(cls, services: Services) -> "Helpdesk":
        """At signalling's work list and at intake's cases without a neighbourhood."""
        listed: dict[UUID, tuple[Mark, ...]] = {}
        after = None
        while True:
            page = await services.get("signalling", "/v1/signals", neighbourhood=UNKNOWN_NEIGHBOURHOOD, after=after)
            listed |= {UUID(each["signal"]): tuple(map(Mark, each["marks"])) for each in page["items"]}
            if (after := page["next"]) is None:
                break
        page = await services.get("intake", "/v1/cases", neighbourhood=UNKNOWN_NEIGHBOURHOOD, limit=500)
        return cls(listed, [UUID(each["id"]) for each in page["cases"]])

    def check(self, heard: Subscriber) -> Check:
        """Everything that was told without a neighbourhood stands on one of the lists."""
        unplaced = {
            told.subject
            for told in (*heard.all(signals.SignalAccepted), *heard.all(cases.CaseOpened))
            if told.neighbourhood == UNKNOWN_NEIGHBOURHOOD
        }
        listed = [*self.signals, *self.cases]
        return compare("what has no neighbourhood is on the helpdesk's list", unplaced, listed, alone=False)

    def line(self) -> str | None:
        """For whoever reads the demo's end; None when nothing waits there."""
        if not self.signals and not self.cases:
            return None
        marks = sorted({plain(mark) for each in self.signals.values() for mark in each})
        marked = f", marked {', '.join(marks)}" if marks else ""
        what = [several(len(self.signals), "signal") + marked] if self.signals else []
        what += [several(len(self.cases), "case")] if self.cases else []
        return f"on the helpdesk's list, where no neighbourhood is known: {'; '.join(what)}"
