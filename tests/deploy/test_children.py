"""Processes that end with their starter, and end when asked."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from deploy.local import children, identity
from deploy.local.identity import Identity

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('in', flush=True); time.sleep(60)",
]
STARTER = """
import os, sys, time
from pathlib import Path
from deploy.local import children, identity
child = children.spawn("sleeper", sys.argv[2:], log=Path(sys.argv[1]), environment=os.environ, cwd=Path("/"),
                       outlives_starter={outlives})
print(child.number, flush=True)
{then}
"""


def test_a_child_ends_with_a_starter_that_was_killed(tmp_path: Path) -> None:
    script = STARTER.format(outlives=False, then="time.sleep(60)")
    starter = subprocess.Popen([sys.executable, "-c", script, tmp_path / "log", *SLEEPER], stdout=subprocess.PIPE)
    assert starter.stdout is not None
    child = Identity.of(int(starter.stdout.readline()))
    starter.kill()
    starter.communicate()
    assert children.wait_until(lambda: child.process() is None, 10)


def test_a_child_that_outlives_its_starter_does_not_keep_its_pipe_open(tmp_path: Path) -> None:
    script = STARTER.format(outlives=True, then="")
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path / "log", *SLEEPER], capture_output=True, timeout=20, check=True
    )
    child = psutil.Process(int(done.stdout))
    assert child.is_running()
    child.kill()


def test_a_stubborn_child_is_killed(tmp_path: Path) -> None:
    log = tmp_path / "log"
    child = children.spawn("stubborn", STUBBORN, log=log, environment=os.environ, cwd=tmp_path)
    child.await_ready(lambda: log.read_text() == "in\n", patience=10)
    child.stop(patience=0.2)
    assert child.process.returncode == -signal.SIGKILL


def test_a_failed_start_says_what_the_log_said(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "raise SystemExit('the disk is full')"]
    child = children.spawn("the broker", command, log=tmp_path / "log", environment=os.environ, cwd=tmp_path)
    with pytest.raises(children.StartFailed, match=r"the broker ended with 1:\nthe disk is full"):
        child.await_ready(lambda: False, patience=10)


def test_patience_has_an_end(tmp_path: Path) -> None:
    child = children.spawn("it", SLEEPER, log=tmp_path / "log", environment=os.environ, cwd=tmp_path)
    with pytest.raises(children.StartFailed, match="not ready after 0 s"):
        child.await_ready(lambda: False, patience=0.2)
    child.stop()


def test_who_ends_it_does_not_wait_for_a_starter_that_never_asks(tmp_path: Path) -> None:
    script = STARTER.format(outlives=True, then="sys.stdin.read()")
    with subprocess.Popen(
        [sys.executable, "-c", script, tmp_path / "log", *SLEEPER], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as starter:
        assert starter.stdout is not None
        process = psutil.Process(int(starter.stdout.readline()))
        identity.end([process], patience=20)
        assert process.status() == psutil.STATUS_ZOMBIE
