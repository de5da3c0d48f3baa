"""How long a service takes from its start until it is ready, and how much memory it keeps, idle and under load.

As installed: with Python's bytecode, which the first start of each, not counted, leaves behind.
"""

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from tempfile import TemporaryDirectory

import psutil
import uvloop

from bench import books
from bench.figure import Figure
from bench.load import burst
from bench.part import Findings, Part, Run
from bench.serving import place
from deploy.local import probes, processes
from deploy.local.processes import ServiceProcess, Settings
from libs.contracts.topology import SERVICES

SIGNALS, QUICK_SIGNALS = 600, 300
#: How often a start is looked at.
TICK = 0.01


@dataclass
class Print:
    """One service: seconds to readiness per start; MiB of resident memory, idle and under load."""

    ready: list[float] = field(default_factory=list)
    #: Seconds of processor time until then.
    cpu: list[float] = field(default_factory=list)
    idle: list[float] = field(default_factory=list)
    loaded: list[float] = field(default_factory=list)


def measure(run: Run) -> Findings:
    """Each service starts alone, so that it has a core; the last start of all four takes the load."""
    prints = {name: Print() for name in SERVICES}
    with place(run, "footprint") as where, TemporaryDirectory() as bytecode:
        extra = {"PYTHONPYCACHEPREFIX": bytecode, "PYTHONDONTWRITEBYTECODE": ""}
        settings = processes.plan(run.root, where, run.root / "build" / "logs", extra)
        processes.migrate(settings)
        for name in prints:
            _start(settings, name, Print()).kill()
        # the start that takes the load counts too
        for _ in range(run.rounds - 1):
            for name, found in prints.items():
                _start(settings, name, found).kill()
        started: dict[str, ServiceProcess] = {}
        try:
            for name, found in prints.items():
                started[name] = _start(settings, name, found)
            _load(run, where.amqp_url, started, prints)
            uvloop.run(books.settled(where))
        finally:
            processes.stop(started)
    return findings(prints)


def _start(settings: Settings, name: str, found: Print) -> ServiceProcess:
    started = time.perf_counter()
    process = processes.launch(settings, name)
    while not probes.is_ready(process.url):
        assert process.child.alive, process.child.log_tail()
        time.sleep(TICK)
    found.ready.append(time.perf_counter() - started)
    seen = psutil.Process(process.child.number)
    found.cpu.append(sum(seen.cpu_times()[:2]))
    found.idle.append(_mib(seen))
    return process


def _load(run: Run, amqp_url: str, started: Mapping[str, ServiceProcess], prints: Mapping[str, Print]) -> None:
    for _ in range(run.rounds):
        uvloop.run(burst(amqp_url, QUICK_SIGNALS if run.quick else SIGNALS))
        for name, process in started.items():
            prints[name].loaded.append(_mib(psutil.Process(process.child.number)))


def _mib(process: psutil.Process) -> float:
    return float(process.memory_info().rss) / 2**20


def findings(prints: Mapping[str, Print]) -> Findings:
    """The headline is the worst service's."""
    ready = {name: Figure.of(each.ready, "s") for name, each in prints.items()}
    loaded = {name: Figure.of(each.loaded, "MiB") for name, each in prints.items()}
    idle = {name: Figure.of(each.idle, "MiB") for name, each in prints.items()}
    cpu = {name: Figure.of(each.cpu, "s") for name, each in prints.items()}
    series = [
        {
            "service": name,
            "ready_s": ready[name].as_json(),
            "start_cpu_s": cpu[name].as_json(),
            "idle_mib": idle[name].as_json(),
            "loaded_mib": loaded[name].as_json(),
        }
        for name in prints
    ]
    return Findings(
        {
            "footprint.ready_s": max(ready.values(), key=lambda each: each.median),
            "footprint.rss_mib": max(loaded.values(), key=lambda each: each.median),
            "footprint.idle_rss_mib": max(idle.values(), key=lambda each: each.median),
        },
        {"services": series},
        (f"the worst of the four services, each started alone on {len(os.sched_getaffinity(0))} cores",),
    )


PART = Part("footprint", measure, seconds=50, quick_seconds=22)
