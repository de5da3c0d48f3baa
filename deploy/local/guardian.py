"""The process that owns the servers of a local stack: `python -m deploy.local.guardian FOLDER`.

It starts what FOLDER/plan.json says, records the outcome in FOLDER/record.json, and stops everything

- when it is told to (SIGTERM);
- when nobody uses the stack any more. Each user holds a shared lock on FOLDER/users, which the kernel
  takes away however the user ends. A file FOLDER/pinned means: stay all the same;
- when a server ends by itself: half a stack helps nobody.

The servers in turn end with the guardian, however it ends (see children.py).
"""

import fcntl
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from deploy.local import broker, containers, database
from deploy.local.children import Child, StartFailed
from deploy.local.identity import Identity
from deploy.local.plan import Plan, Record, Stack


def main(folder: Path) -> int:
    """Own a stack until one of the reasons above; the exit status is 0 when it came up."""
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: told.set())
    plan = Plan.read(folder)
    try:
        with (folder / "users").open("a") as users, _servers(folder, plan) as (stack, children):
            Record(stack=stack, guardian=Identity.of(os.getpid())).write(folder)
            try:
                while not told.wait(0.3) and all(child.alive for child in children):
                    if not (folder / "pinned").exists() and _unused(users):
                        break
            finally:
                Record.forget(folder)
    except StartFailed as reason:
        print(reason, flush=True)
        return 1
    return 0


@contextmanager
def _servers(folder: Path, plan: Plan) -> Iterator[tuple[Stack, tuple[Child, ...]]]:
    if plan.programs is None:
        with containers.running(folder, plan) as stack:
            yield stack, ()
        return
    with (
        database.running(folder, plan.programs, user=plan.user, password=plan.password, durable=plan.durable) as data,
        broker.running(folder, plan.programs, user=plan.user, password=plan.password, durable=plan.durable) as node,
    ):
        stack = Stack(
            amqp_url=node.amqp_url,
            database_url=data.url,
            management_url=node.management_url,
            kind="private",
        )
        yield stack, (data.process, *node.processes)


def _unused(users: TextIO) -> bool:
    """Whether nobody holds the lock; if so it is ours now, and who comes next waits until we are gone."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
