"""What residents, volunteers and professionals do about what they hear: on time mostly, late now and then."""

import asyncio
import heapq
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from itertools import count
from random import Random
from typing import Any
from uuid import UUID

from libs.contracts.calendar import day_of
from libs.contracts.words import CaseOutcome
from tests.year.door import Door
from tests.year.neighbourhood import Neighbourhood

Event = Mapping[str, Any]
Deed = Callable[[], Coroutine[Any, Any, None]]

#: So many people act at the same time.
AT_ONCE = 32

#: How often they send again what was not done since somebody was changing the same.
TRIES = 20


class People:
    """They keep a diary of what they mean to do. `refused` counts what the services would not do, by reason."""

    def __init__(self, seed: int, place: Neighbourhood, arrangement: Door, matching: Door) -> None:
        self._random, self._place = Random(seed), place
        self._arrangement, self._matching = arrangement, matching
        self._diary: list[tuple[date, int, Deed]] = []
        self._order, self._heard = count(), 0
        self._holder: dict[str, str] = {}  # of a plan
        self._plan: dict[str, str] = {}  # of a case
        self._planned: dict[tuple[str, str], str] = {}  # the latest day of a plan's review or check-in
        self._scores: dict[str, dict[str, int]] = {}
        self._goals: dict[str, list[str]] = {}
        self._running: dict[str, str] = {}  # item -> proposal
        self._over = set[str]()  # plans
        self.closing: list[tuple[str, CaseOutcome]] = []
        self.done, self.refused = Counter[str](), Counter[str]()
        self.today = date.min

    def listen(self, events: Sequence[Event]) -> None:
        """To what happened since they listened last, of all that ever did."""
        for event in events[self._heard :]:
            self.hear(event)
        self._heard = len(events)

    def hear(self, event: Event) -> None:
        """Somebody heard of it, and means to do something about it, or not."""
        kind = event["type"].removeprefix("nl.omzien.").removesuffix(".v1").replace(".", "_").replace("-", "_")
        if reaction := getattr(self, f"_on_{kind}", None):
            reaction(event["subject"], event["data"])

    async def act(self, day: date, events: Sequence[Event]) -> None:
        """All that stands in the diary up to this day, and what comes into it by what they hear meanwhile."""
        doing = set[asyncio.Task[None]]()
        while doing or self.means_to(day):
            while self.means_to(day) and len(doing) < AT_ONCE:
                doing.add(asyncio.create_task(heapq.heappop(self._diary)[2]()))
            done, doing = await asyncio.wait(doing, return_when=asyncio.FIRST_COMPLETED)
            for each in done:
                each.result()
            self.listen(events)

    def means_to(self, day: date) -> bool:
        """Whether something stands in the diary up to this day."""
        return bool(self._diary) and self._diary[0][0] <= day

    # ---- cases and plans

    def _on_cases_clarified(self, _: str, data: Event) -> None:
        self._scores[data["caseid"]] = dict(data["scores"])

    def _on_plans_drafted(self, plan: str, data: Event) -> None:
        self._holder[plan], self._plan[data["caseid"]] = data["case_holder"], plan
        self._scores[plan] = self._scores[data["caseid"]]
        self._later((1, 6), lambda: self._decides(f"plans/{plan}/agree", plan, with_resident=True))
        if self._chance(0.4):
            role = self._random.choice(("relative", "volunteer", "professional"))
            who = str(UUID(int=self._random.getrandbits(128), version=4))
            self._later((1, 20), lambda: self._decides(f"plans/{plan}/coordinator", plan, coordinator=who, role=role))

    def _on_plans_goal_set(self, plan: str, data: Event) -> None:
        self._goals.setdefault(plan, []).append(data["goal"])

    def _on_plans_review_planned(self, plan: str, data: Event) -> None:
        on = self._planned[plan, "review"] = data["review_on"]
        days = self._random.randint(-3, -1) if self._chance(0.85) else self._random.randint(1, 20)
        self._on(date.fromisoformat(on) + timedelta(days=days), lambda: self._review(plan, on))

    async def _review(self, plan: str, planned: str) -> None:
        if self._planned[plan, "review"] != planned:
            return
        scores = self._scores[plan]
        for domain, score in scores.items():
            step = self._random.choices((-1, 0, 1), (15, 50, 35))[0]
            scores[domain] = min(5, max(1, score + step))
        met = [goal for goal in self._goals.get(plan, []) if self._chance(0.15)]
        await self._decides(
            f"plans/{plan}/reviews",
            plan,
            planned_on=planned,
            reviewed_on=self.today.isoformat(),
            scores=scores,
            goals_met=met,
        )
        if self._chance(0.4):
            self._later((1, 14), lambda: self._decides(f"plans/{plan}/close", plan, end_items="goal_met"))

    def _on_plans_check_in_planned(self, plan: str, data: Event) -> None:
        on = self._planned[plan, "check-in"] = data["check_in_on"]
        days = self._random.randint(-3, -1) if self._chance(0.85) else self._random.randint(1, 10)
        self._on(date.fromisoformat(on) + timedelta(days=days), lambda: self._check_in(plan, on))

    async def _check_in(self, plan: str, planned: str) -> None:
        if self._planned[plan, "check-in"] == planned:
            worry = self._chance(0.05)
            await self._decides(f"plans/{plan}/check-ins", plan, on=self.today.isoformat(), worry=worry)

    def _on_plans_closed(self, plan: str, data: Event) -> None:
        self._over.add(plan)
        if not data["with_case"]:
            self.closing.append((data["caseid"], CaseOutcome.COMPLETED))

    # ---- support

    def _on_proposals_offered(self, proposal: str, data: Event) -> None:
        last = day_of(datetime.fromisoformat(data["expires_at"])) - timedelta(days=1)
        for by, delay in (("supplier", self._random.choice((0, 0, 1))), ("resident", self._random.choice((0, 0, 1)))):
            match self._random.choices(("yes", "no", "silence"), (93, 4, 3))[0]:
                case "yes":
                    verb, ground = "accept", {}
                case "no":
                    verb, ground = "decline", {"ground": "times"}
                case _:
                    continue
            day = max(self.today, min(self.today + timedelta(days=delay), last))
            self._on(day, partial(self._answers, f"proposals/{proposal}/{verb}", by=by, **ground))

    def _on_proposals_accepted(self, proposal: str, _: Event) -> None:
        self._later((1, 8), lambda: self._answers(f"proposals/{proposal}/start"))

    def _on_plans_item_agreed(self, _: str, data: Event) -> None:
        self._running[data["item"]] = data["proposal"]

    def _on_plans_item_started(self, _: str, data: Event) -> None:
        proposal = self._running.get(data["item"])
        if proposal is not None:
            if self._chance(0.06):
                self._later((20, 150), lambda: self._answers(f"proposals/{proposal}/drop-out"))
            elif self._chance(0.15):
                self._later((60, 250), lambda: self._answers(f"proposals/{proposal}/end", ground="goal_met"))

    # ---- the ladder

    def _on_needs_unanswered(self, need: str, data: Event) -> None:
        self._later((1, 5), lambda: self._apply(need, data["caseid"]))

    async def _apply(self, need: str, case: str) -> None:
        if plan := self._plan.get(case):
            until = self.today + timedelta(weeks=self._random.choice((13, 26, 39)))
            await self._decides(
                f"plans/{plan}/applications",
                plan,
                need=need,
                rung=4,
                grounds=["lower_rungs_tried"],
                until=until.isoformat(),
                cost_cents_per_week=12_000,  # what the dearest asks
            )

    def _on_applications_submitted(self, application: str, _: Event) -> None:
        days = (2, 13) if self._chance(0.92) else (16, 30)
        self._later(days, lambda: self._decide(application))

    async def _decide(self, application: str) -> None:
        asked = await self._ask(self._arrangement, f"applications/{application}")
        path, mandated = f"applications/{application}", self._place.mandated
        if self._chance(0.85):
            until = max(date.fromisoformat(asked["until"]), self.today + timedelta(weeks=8))
            terms = {"until": until.isoformat(), "cost_cents_per_week": asked["cost_cents_per_week"]}
            await self._does(self._arrangement, f"{path}/grant", str(mandated), **terms)
        else:
            await self._does(self._arrangement, f"{path}/reject", str(mandated), ground="lighter_suffices")

    def _on_plans_change_proposed(self, plan: str, data: Event) -> None:
        change = f"plans/{plan}/changes/{data['change']}"
        if data["to_rung"] >= 4 or not self._chance(0.7):
            self._later((1, 8), lambda: self._decides(f"{change}/reject", plan, ground="not_now"))
        else:
            self._later((1, 8), lambda: self._decides(f"{change}/accept", plan))

    def _on_plans_change_follow_up_began(self, plan: str, data: Event) -> None:
        passed = self._chance(0.85)
        path = f"plans/{plan}/changes/{data['change']}/follow-up"
        self._later((0, 6), lambda: self._decides(path, plan, passed=passed))

    # ---- whether they were helped well

    def _on_surveys_asked(self, survey: str, _: Event) -> None:
        asker = str(UUID(int=self._random.getrandbits(128), version=4))
        path, well = f"satisfaction/{survey}", self._chance(0.85)
        match self._random.choices(("answers", "decline", "silence"), (60, 10, 30))[0]:
            case "answers":
                mark = self._random.randint(5, 10)
                said = partial(self._does, self._arrangement, f"{path}/answers", asker, helped_well=well, mark=mark)
                self._later((1, 24), said)
            case "decline":
                self._later((1, 24), partial(self._does, self._arrangement, f"{path}/decline", asker))

    # ---- how

    async def _decides(self, path: str, plan: str, /, **body: Any) -> None:
        if plan in self._over:
            return
        await self._does(self._arrangement, path, self._holder[plan], **body)

    async def _answers(self, path: str, /, **body: Any) -> None:
        await self._does(self._matching, path, self._holder.get(path, str(self._place.holders[0])), **body)

    async def _does(self, at: Door, path: str, actor: str, /, **body: Any) -> None:
        status, told = await at.post(f"/v1/{path}", body, actor)
        for _ in range(TRIES):
            if status == 503:
                status, told = await at.post(f"/v1/{path}", body, actor)
        what = path.rsplit("/", maxsplit=1)[-1]
        if status < 300:
            self.done[what] += 1
        elif status in (404, 409):  # somebody was there before, or it is over
            self.refused[f"{what}: {told['type'].split(':')[-1]}"] += 1
        else:
            raise AssertionError(f"{path} {body}: {status} {told}")

    async def _ask(self, at: Door, path: str) -> dict[str, Any]:
        status, told = await at.get(f"/v1/{path}")
        assert status == 200, f"{path}: {status} {told}"
        found: dict[str, Any] = told
        return found

    def _chance(self, share: float) -> bool:
        return self._random.random() < share

    def _later(self, between: tuple[int, int], deed: Deed) -> None:
        self._on(self.today + timedelta(days=self._random.randint(*between)), deed)

    def _on(self, day: date, deed: Deed) -> None:
        heapq.heappush(self._diary, (day, next(self._order), deed))
