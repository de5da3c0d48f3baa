"""A block: a load, a sequence of faults under it, rest, and the comparison of sets."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from omzien.demo.checks import Check
from omzien.demo.partners import Key
from tests.chaos.fault import Case
from tests.chaos.ground import Ground
from tests.chaos.scene import Scene

#: Seconds of load before the first fault and after each.
WARM, BREATH = 2.0, 0.5


@dataclass(frozen=True)
class Suffered:
    """One fault as it went. `recovery` in seconds from its end; None: a probe did not come through."""

    name: str
    service: str
    held: float
    recovery: float | None
    events_meanwhile: int
    seen: tuple[str, ...]

    @property
    def title(self) -> str:
        return f"{self.name} ({self.service})" if self.service else self.name


@dataclass
class Outcome:
    """What a block came to."""

    suffered: list[Suffered] = field(default_factory=list)
    signals: int = 0
    events: int = 0
    wire_duplicates: int = 0
    #: Events that reached every queue, but not the stream: a broker that is killed may forget its last moments there.
    not_in_stream: int = 0
    cases_worked: int = 0
    differences: list[Check] = field(default_factory=list)
    stumbled: list[str] = field(default_factory=list)

    @property
    def lost(self) -> int:
        return sum(len(check.lost) for check in self.differences)

    @property
    def doubled(self) -> int:
        return sum(len(check.doubled) for check in self.differences)

    @property
    def strange(self) -> int:
        return sum(len(check.strange) for check in self.differences)


async def play(ground: Ground, folder: Path, cases: Sequence[Case], choice: random.Random) -> Outcome:
    """Each fault in turn, under load; each must be over before the next begins."""
    outcome = Outcome()
    async with Scene.set(ground, folder, choice) as scene:
        async with scene.load():
            await asyncio.sleep(WARM)
            for case in cases:
                outcome.suffered.append(await _suffer(scene, case))
                await asyncio.sleep(BREATH)
        outcome.differences, kept = await scene.rest()
        _count(scene, kept, outcome)
    outcome.stumbled += scene.fleet.fallen
    return outcome


async def _suffer(scene: Scene, case: Case) -> Suffered:
    scene.seen, recovery = [], None
    mark, began, held, events = scene.heard.mark, time.monotonic(), 0.0, 0
    try:
        async with case.fault.strike(scene, case.service):
            await asyncio.sleep(case.hold)
        held, events = time.monotonic() - began, scene.heard.mark - mark
        recovery = await scene.recovery()
    except Exception as error:
        scene.seen.append(f"went wrong: {error!r}")
    print(f"  {case.name}: {held:.1f} s, again after {recovery and round(recovery, 2)} s {scene.seen}", flush=True)
    return Suffered(case.fault.name, case.service, held, recovery, events, tuple(scene.seen))


def _count(scene: Scene, kept: Counter[Key], outcome: Outcome) -> None:
    heard = {told.key for told in scene.heard.events}
    outcome.not_in_stream = len(heard - kept.keys())
    outcome.wire_duplicates = kept.total() - len(kept)
    outcome.signals, outcome.events = len(scene.partners.sent.sound), len(heard)
    outcome.cases_worked = scene.professionals.finished
    outcome.stumbled += scene.professionals.stumbled
