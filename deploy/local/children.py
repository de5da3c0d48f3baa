"""Server processes that end when whoever started them ends, however that happens."""

import ctypes
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import psutil

_prctl = ctypes.CDLL(None).prctl
_PR_SET_PDEATHSIG = 1


class StartFailed(Exception):
    """A process ended, or did not become ready in time; the text holds the end of its log."""


@dataclass(frozen=True)
class Child:
    """A running process with its log; in a session of its own, so that Ctrl-C reaches only its starter."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM

    @property
    def alive(self) -> bool:
        """Whether it has not ended."""
        return self.process.poll() is None

    @property
    def number(self) -> int:
        """Of the process, for the system and its users."""
        return self.process.pid

    def await_ready(self, probe: Callable[[], bool], patience: float) -> None:
        """Return once `probe` says yes. Raises StartFailed when the process ends or patience does."""
        ready = wait_until(lambda: not self.alive or probe(), patience)
        if not self.alive:
            raise StartFailed(f"{self.name} ended with {self.process.returncode}:\n{self.log_tail()}")
        if not ready:
            raise StartFailed(f"{self.name} was not ready after {patience:.0f} s:\n{self.log_tail()}")

    def stop(self, patience: float = 20) -> None:
        """Ask to stop, wait, and kill what is left of the process and its own children."""
        self.ask_to_stop()
        self.await_end(patience)

    def ask_to_stop(self) -> None:
        """Send the stop signal and return at once: several can so be stopped at the same time."""
        if self.alive:
            self.process.send_signal(self.stop_signal)

    def await_end(self, patience: float) -> None:
        """Wait for the end, and kill what is left of the process and of those that it started."""
        below: list[psutil.Process] = []
        with suppress(psutil.NoSuchProcess):
            below = psutil.Process(self.number).children(recursive=True)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(patience)
        self.process.kill()
        self.process.wait()
        for orphan in psutil.wait_procs(below, timeout=1)[1]:  # they notice, but a moment later
            with suppress(psutil.NoSuchProcess):
                orphan.kill()

    def log_tail(self, lines: int = 12) -> str:
        """The end of what it wrote."""
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-lines:])


def wait_until(probe: Callable[[], bool], patience: float) -> bool:
    """Whether `probe` said yes within `patience` seconds."""
    deadline = time.monotonic() + patience
    while not probe():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def spawn(
    name: str,
    command: Sequence[str | Path],
    *,
    log: Path,
    environment: Mapping[str, str],
    cwd: Path,
    user: str | None = None,
    stop_signal: signal.Signals = signal.SIGTERM,
    outlives_starter: bool = False,
) -> Child:
    """Start a process, as another user when one is named (root only).

    Unless it is to outlive its starter, the kernel sends it `stop_signal` when the starter dies, by
    kill -9 too; starter means the thread, so start servers from one that stays. Output goes to `log` and
    nowhere else: a server that inherits a pipe keeps whoever reads that pipe waiting.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    starter = os.getpid()
    with log.open("ab") as output:
        process = subprocess.Popen(
            list(map(str, command)),
            env=dict(environment),
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=None if outlives_starter else lambda: _end_with(starter, stop_signal),  # noqa: PLW1509
            **_as(user),
        )
    return Child(name=name, process=process, log=log, stop_signal=stop_signal)


class _Account(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


def _as(user: str | None) -> _Account:
    if user is None:
        return {}
    entry = pwd.getpwnam(user)
    groups = os.getgrouplist(user, entry.pw_gid)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": groups}


def _end_with(starter: int, number: signal.Signals) -> None:
    """Runs in the new process, before the program and as its user: a later change of user would undo it.

    A program such as setpriv would do it too late: a starter killed at once would leave an orphan.
    """
    _prctl(_PR_SET_PDEATHSIG, number)
    if os.getppid() != starter:
        os._exit(1)
