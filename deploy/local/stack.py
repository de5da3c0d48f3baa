"""The broker and the database of this checkout: found or started, shared, and stopped again.

They come from, in this order: the URLs in the environment; containers, when a Docker engine answers; the
machine's own programs, started privately on free ports; Debian's packages. A server that somebody else
runs is never used, unless the environment names it. With OMZIEN_STACK=private, containers are passed over.

Every function raises StartFailed with a text for whoever typed the command.
"""

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from deploy.local import children, credentials, given, identity, probes, programs
from deploy.local.children import StartFailed
from deploy.local.plan import Plan, Record, Stack

__all__ = ["Stack", "StartFailed", "running", "start", "stop"]

_START_PATIENCE = 240  # both servers at their slowest
_STOP_PATIENCE = 45  # both servers at their slowest, and then killed


def start(root: Path, *, durable: bool = True) -> Stack:
    """The stack of the checkout `root`, which then stays until `stop`. Reuses the one that runs."""
    if stack := given.stack():
        return stack
    folder = _folder(root, durable)
    with _lease(folder):
        stack = _ensure(root, folder, durable)
        (folder / "pinned").touch()
    return stack


def stop(root: Path, *, durable: bool = True) -> None:
    """End the stack that this checkout started, whoever uses it. Leaves no process behind."""
    folder = _folder(root, durable)
    (folder / "pinned").unlink(missing_ok=True)
    if record := Record.read(folder):
        _end(record)


@contextmanager
def running(root: Path, *, durable: bool = True) -> Iterator[Stack]:
    """The stack of the checkout `root`; the last user of one that was started for this stops it.

    One that need not be durable starts empty, is apart from the durable one, and takes less care of its
    data: for tests.
    """
    if stack := given.stack():
        yield stack
        return
    folder = _folder(root, durable)
    with _lease(folder) as lease:
        try:
            yield _ensure(root, folder, durable)
        finally:
            _leave(folder, lease)


def _folder(root: Path, durable: bool) -> Path:
    folder = root.resolve() / ".local" / ("stack" if durable else "test-stack")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def _lease(folder: Path) -> Iterator[TextIO]:
    """Be one of the stack's users: while a user lives, the guardian stays (see guardian.py)."""
    with (folder / "users").open("a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)  # waits while a guardian is stopping
        yield users


def _leave(folder: Path, lease: TextIO) -> None:
    """Stop the stack if nobody else uses it. Whoever dies before this leaves it to the guardian."""
    if (folder / "pinned").exists():
        return
    try:
        fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    if record := Record.read(folder):
        _end(record)


def _ensure(root: Path, folder: Path, durable: bool) -> Stack:
    with (folder / "start.lock").open("a") as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)  # of two who come at once, one starts and one waits
        if record := Record.read(folder):
            if _answers(record.stack):
                return record.stack
            _end(record)
        (folder / "pinned").unlink(missing_ok=True)  # of a stack that died, with the machine perhaps
        failure = StartFailed("no broker and no database")
        for plan in _plans(root, folder, durable):
            try:
                return _start(root, folder, plan)
            except StartFailed as reason:
                _say(f"that failed: {reason}")
                failure = reason
        raise failure


def _plans(root: Path, folder: Path, durable: bool) -> Iterator[Plan]:
    """What to try, best first. Each is worked out only when those before it have failed."""
    from deploy.local import containers  # takes a second to import, which a running stack must not cost

    secret = credentials.administrator(folder)
    private = os.environ.get("OMZIEN_STACK") == "private"
    if obstacle := "OMZIEN_STACK=private" if private else containers.obstacle():
        _say(f"{obstacle}: using the machine's own broker and database")
    else:
        _say("starting broker and database in containers")
        yield Plan(durable=durable, password=secret, programs=None)
    found = programs.found(root)
    if not found:
        _say("fetching RabbitMQ and PostgreSQL from Debian's packages (once; about a minute)")
        found = programs.of_packages(root)
    _say(f"starting a private RabbitMQ {found.broker_version} and PostgreSQL {found.database_version}")
    yield Plan(durable=durable, password=secret, programs=found)


def _start(root: Path, folder: Path, plan: Plan) -> Stack:
    for log in folder.glob("*.log"):
        log.unlink()
    plan.write(folder)
    guardian = children.spawn(
        "the local stack",
        [sys.executable, "-m", "deploy.local.guardian", folder],
        log=folder / "guardian.log",
        environment=os.environ,
        cwd=root,
        outlives_starter=True,
    )
    try:
        guardian.await_ready(lambda: Record.read(folder) is not None, _START_PATIENCE)
    except BaseException:  # Ctrl-C too
        guardian.stop(_STOP_PATIENCE)
        raise
    record = Record.read(folder)
    if record is None:
        raise StartFailed(f"the local stack ended at once; see {folder}")
    return record.stack


def _end(record: Record) -> None:
    if process := record.guardian.process():
        identity.end([process], _STOP_PATIENCE)  # a killed guardian takes its servers along


def _answers(stack: Stack) -> bool:
    amqp, sql = given.address(stack.amqp_url), given.address(stack.database_url)
    return probes.speaks_amqp(amqp.port, amqp.host) and probes.speaks_postgresql(sql.port, sql.host)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
