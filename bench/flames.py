"""Where the time goes: a flame graph of each of the four services under load.

The profiler starts the service itself, so that an ordinary user may look into it.
"""

import random
import sys
import time
from collections.abc import Collection
from contextlib import ExitStack
from pathlib import Path

import psutil
import uvloop

from bench import clarified, flamegraph
from bench.load import burst
from bench.part import Findings, Part, Run
from bench.serving import place
from deploy.local import children, processes
from deploy.local.children import Child, StartFailed
from deploy.local.places import Place
from deploy.local.processes import ServiceProcess, Settings
from libs.contracts.topology import SERVICES

LOAD_SECONDS, QUICK_LOAD_SECONDS = 15, 4
SIGNALS, CASES = 300, 100
#: Samples per second. Each stops the service for a moment.
RATE = 99
#: What the event loop calls stands above this in every stack.
LOOP = "run (asyncio/runners.py"
#: Seconds for an orderly end of a service that is stopped and sampled at once.
_PATIENCE = 120


def measure(run: Run) -> Findings:
    """Pictures, and one remark where the system allows no looking into processes."""
    try:
        return Findings({}, {"services": profiled(run)})
    except StartFailed as reason:
        return Findings({}, remarks=(f"no flame graphs: the profiler could not look into the services ({reason})",))


def profiled(run: Run) -> list[dict[str, str]]:
    """The name of each service and of its picture."""
    raw = {name: run.folder / f"flame-{name}.txt" for name in SERVICES}
    run.folder.mkdir(parents=True, exist_ok=True)
    with place(run, "flames") as where, ExitStack() as cleanup:
        settings = processes.plan(run.root, where, run.root / "build" / "logs")
        processes.migrate(settings)
        profilers = {}
        for name in SERVICES:
            profilers[name] = _profile(settings, name, raw[name])
            cleanup.callback(profilers[name].stop)
        for name, profiler in profilers.items():
            ServiceProcess(name, settings.urls[name], profiler).await_ready()
        _load(where, QUICK_LOAD_SECONDS if run.quick else LOAD_SECONDS)
        _end(profilers.values())
    return [_picture(run, name, path) for name, path in raw.items()]


def _profile(settings: Settings, name: str, raw: Path) -> Child:
    command = [str(Path(sys.executable).with_name("py-spy")), "record", "--format", "raw", "--function"]
    command += ["--rate", str(RATE), "--output", str(raw), "--", sys.executable, "-m", f"services.{name}", "serve"]
    return children.spawn(
        f"the profiler of {name}",
        command,
        log=settings.logs / f"bench-flame-{name}.log",
        environment=settings.environment(name),
        cwd=settings.root,
    )


def _load(where: Place, seconds: float) -> None:
    chance, until = random.Random(1), time.monotonic() + seconds
    while time.monotonic() < until:
        uvloop.run(clarified.tell(where.amqp_url, CASES, "de-bilt-oost", chance))
        uvloop.run(burst(where.amqp_url, SIGNALS))


def _end(profilers: Collection[Child]) -> None:
    """The services stop in order; each profiler then writes what it saw, and ends too."""
    for profiler in profilers:
        for service in psutil.Process(profiler.number).children():
            service.terminate()
    for profiler in profilers:
        profiler.process.wait(_PATIENCE)


def _picture(run: Run, name: str, raw: Path) -> dict[str, str]:
    picture = run.folder / f"flame-{name}.svg"
    root = flamegraph.parse(raw.read_text(encoding="utf-8"), LOOP)
    picture.write_text(flamegraph.draw(root, f"{name}: {root.samples:,} samples under load"), encoding="utf-8")
    raw.unlink()
    return {"service": name, "picture": picture.name}


PART = Part("flames", measure, seconds=45, quick_seconds=18)
