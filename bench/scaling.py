"""What more processes of a service bring: one, two and four of signalling and of intake, side by side on one stack.

Throughput rises until the cores of the machine are used up; what one signal costs stays the same, so that a machine
more would carry as much again.
"""

import os
import re
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

import httpx
import uvloop

from bench import books, processors
from bench.figure import Figure
from bench.load import burst
from bench.part import Findings, Part, Run
from bench.serving import place
from deploy.local import processes
from deploy.local.places import Place
from deploy.local.processes import ServiceProcess
from libs.contracts.topology import INLETS

CREWS = (1, 2, 4)
SIGNALS, QUICK_SIGNALS = 1_200, 400
STAGES = ("signalling", "intake")

#: Whatever came of them: also what had to wait for an event that another process had in hand.
_TAKEN = re.compile(r'^omzien_messages_total\{outcome="[a-z]+",queue="([^"]+)"\} (\S+)$', re.MULTILINE)


@dataclass
class Crew:
    """So many processes of each service in one place, and what their rounds came to."""

    where: Place
    members: Mapping[str, list[ServiceProcess]]
    servers: Mapping[str, int]
    rates: list[float] = field(default_factory=list)
    #: Per round: cores in use; milliseconds of processor time per signal, of the services and of broker and database;
    #: and the smallest share of a service's messages that one of its processes took, 1 when all took the same.
    cores: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)
    all_work: list[float] = field(default_factory=list)
    balance: list[float] = field(default_factory=list)
    #: Messages that each process took in all rounds.
    taken: dict[str, list[float]] = field(default_factory=dict)

    def round(self, count: int) -> None:
        """From the first publish until both services have told everything."""
        taken, before = self._taken(), self._spent()
        rate = uvloop.run(burst(self.where.amqp_url, count))
        within = self._spent()
        uvloop.run(books.settled(self.where))
        after, now = self._spent(), self._taken()
        self.rates.append(rate)
        self.cores.append((sum(within.values()) - sum(before.values())) * rate / count)
        self.work.append(1_000 * (after["services"] - before["services"]) / count)
        self.all_work.append(1_000 * (sum(after.values()) - sum(before.values())) / count)
        took = {stage: [b - a for a, b in zip(taken[stage], now[stage], strict=True)] for stage in STAGES}
        self.balance.append(min(map(_evenness, took.values())))
        for stage, each in took.items():
            so_far = self.taken.setdefault(stage, [0.0] * len(each))
            self.taken[stage] = [one + more for one, more in zip(so_far, each, strict=True)]

    def warm_up(self, count: int) -> None:
        """Connections, plans and caches are there afterwards."""
        self.round(count)
        for each in (self.rates, self.cores, self.work, self.all_work, self.balance):
            each.clear()
        self.taken.clear()

    def _spent(self) -> dict[str, float]:
        numbers = {str(member.child.number): member.child.number for each in self.members.values() for member in each}
        servers = sum(processors.spent(self.servers).values())
        return {"services": sum(processors.spent(numbers).values()), "servers": servers}

    def _taken(self) -> dict[str, list[float]]:
        """Messages that each process took from its service's main queue so far."""
        return {stage: [_messages(member, stage) for member in members] for stage, members in self.members.items()}


def _messages(member: ServiceProcess, stage: str) -> float:
    text = httpx.get(f"{member.url}/metrics", trust_env=False, timeout=10).text
    return sum(float(count) for queue, count in _TAKEN.findall(text) if queue == INLETS[stage][0].queue)


def _evenness(taken: list[float]) -> float:
    return len(taken) * min(taken) / (sum(taken) or 1)


def measure(run: Run) -> Findings:
    """More processes over one."""
    count = QUICK_SIGNALS if run.quick else SIGNALS
    crews = CREWS[:2] if run.quick else CREWS
    with ExitStack() as cleanup:
        found = {size: _gather(run, size, cleanup) for size in crews}
        for crew in found.values():
            crew.warm_up(count // 2)
        for _ in range(run.rounds):
            for crew in found.values():
                crew.round(count)
    return findings(found)


def _gather(run: Run, size: int, cleanup: ExitStack) -> Crew:
    where = cleanup.enter_context(place(run, f"crew_{size}"))
    logs = run.root / "build" / "logs"
    plans = [replace(processes.plan(run.root, where, logs / f"bench-crew-{number}")) for number in range(size)]
    processes.migrate(plans[0])
    started: dict[str, ServiceProcess] = {}
    cleanup.callback(lambda: processes.stop(started))
    for number, plan in enumerate(plans):
        for stage in STAGES:
            started[f"{stage} {number}"] = processes.launch(plan, stage)
    for each in started.values():
        each.await_ready()
    members = {stage: [started[f"{stage} {number}"] for number in range(size)] for stage in STAGES}
    return Crew(where, members, processors.servers(run.root))


def findings(crews: Mapping[int, Crew]) -> Findings:
    """Ratios are of rounds that followed each other."""
    one = crews[min(crews)]
    figures: dict[str, Figure] = {}
    series = []
    for size, crew in crews.items():
        told = {
            "per_second": Figure.of(crew.rates, "signals/s"),
            "cores": Figure.of(crew.cores, "cores"),
            "services_cpu_ms": Figure.of(crew.work, "ms/signal"),
            "cpu_ms": Figure.of(crew.all_work, "ms/signal"),
            "balance": Figure.of(crew.balance, "share"),
        }
        shares = {stage: [round(each / sum(taken), 3) for each in taken] for stage, taken in crew.taken.items()}
        series.append({"processes": size, "shares": shares} | {name: each.as_json() for name, each in told.items()})
        figures[f"scaling.processes_{size}_per_second"] = told["per_second"]
        if crew is not one:
            figures[f"scaling.processes_{size}_rate"] = Figure.ratio(crew.rates, one.rates)
            figures[f"scaling.processes_{size}_work"] = Figure.ratio(crew.work, one.work)
            figures[f"scaling.processes_{size}_balance"] = told["balance"]
    work = {size: figures[f"scaling.processes_{size}_work"].median for size, crew in crews.items() if crew is not one}
    return Findings(figures, {"processes": series}, (_limit(one, work), _shares(crews)))


def _shares(crews: Mapping[int, Crew]) -> str:
    """A process takes a batch of what waits, so that a short burst is shared unevenly and a long one evenly."""
    shares = [f"{min(map(_evenness, crew.taken.values())):.0%} of {size}" for size, crew in crews.items() if size > 1]
    return f"over all rounds the least busy process took, of its fair share: {', '.join(shares)}"


def _limit(one: Crew, work: Mapping[int, float]) -> str:
    """Where the machine ends. `work`: what a signal costs over what it costs with one process, by their number."""
    there, used = len(os.sched_getaffinity(0)), Figure.of(one.cores, "cores").median
    if used >= 0.75 * there:
        return (
            f"one process of each service, with broker and database, already keeps {used:.1f} of this machine's "
            f"{there} cores busy: more processes share them, and show here only what a signal then costs the services, "
            f"{', '.join(f'{times:.2f} times as much with {size}' for size, times in work.items())}"
        )
    return f"one process of each service, with broker and database, keeps {used:.1f} of {there} cores busy"


PART = Part("scaling", measure, seconds=110, quick_seconds=22)
