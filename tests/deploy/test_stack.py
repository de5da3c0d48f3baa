"""The private stack: apart from everybody's servers, shared, and never left behind."""

import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import psutil
import pytest

from deploy.local import children, given, identity, places, probes, stack, virtual_hosts
from deploy.local.plan import Record, Stack

pytestmark = pytest.mark.broker

# of RabbitMQ, its console, its distribution, epmd and PostgreSQL
STANDARD_PORTS = {5672, 15672, 25672, 4369, 5432}

# A user of the stack in a process of its own; lives until its standard input closes or it is killed.
USER = """
import sys
from contextlib import suppress
from pathlib import Path
from deploy.local import stack
with stack.running(Path(sys.argv[1]), durable=False):
    print("in", flush=True)
    sys.stdin.read()
"""


def listens(process: psutil.Process) -> list[tuple[str, int]]:
    """Where it listens, as the system says. A container does not let even root look at another user's process."""
    try:
        return [(c.laddr.ip, c.laddr.port) for c in process.net_connections("tcp") if c.status == "LISTEN"]
    except psutil.AccessDenied:
        return []


def told(found: stack.Stack) -> list[tuple[str, int]]:
    """Where its servers listen, as it says itself."""
    urls = [urlsplit(url) for url in (found.amqp_url, found.database_url, found.management_url) if url]
    return [(str(url.hostname), int(url.port or 0)) for url in urls]


async def test_a_private_stack_is_apart_reused_gone_after_stop_and_remembers(checkout: Path) -> None:
    first = stack.start(checkout)
    processes = family(checkout)
    listening = [address for process in processes for address in listens(process)] + told(first)
    assert first.kind == "private"
    assert not {port for _, port in listening} & STANDARD_PORTS
    assert {host for host, _ in listening} <= {"127.0.0.1", "::1"}

    began = time.monotonic()
    assert stack.start(checkout) == first
    assert time.monotonic() - began < 3

    place = await places.create(first, "kept")
    connection = await asyncpg.connect(place.database_urls["intake"])
    await connection.execute("create table note as select 'remembered' as text")
    await connection.close()
    stack.stop(checkout)
    assert not alive(processes)
    assert answering(first) == set()

    with stack.running(checkout) as second:
        place = await places.create(second, "kept")
        connection = await asyncpg.connect(place.database_urls["intake"])
        assert await connection.fetchval("select text from note") == "remembered"
        await connection.close()
        assert "kept" in virtual_hosts.names(second)


def test_the_last_user_stops_it_and_a_killed_user_counts_as_gone(checkout: Path) -> None:
    first, second = user(checkout), user(checkout)
    processes, servers = family(checkout), record(checkout).stack
    leave(first)
    # not the processes: the broker has helpers of its own that come and go
    assert answering(servers) == {"broker", "database"}, "somebody still uses it"
    second.kill()
    second.wait()
    assert children.wait_until(lambda: not alive(processes), patience=30)


def test_ctrl_c_stops_it(checkout: Path) -> None:
    only = user(checkout)
    processes = family(checkout)
    only.send_signal(signal.SIGINT)
    only.wait(30)
    assert not alive(processes)


def test_the_servers_do_not_outlive_a_killed_guardian(checkout: Path) -> None:
    only = user(checkout)
    processes = family(checkout)
    processes[0].kill()
    assert children.wait_until(lambda: not alive(processes), patience=30)
    leave(only)


def user(checkout: Path) -> "subprocess.Popen[bytes]":
    process = subprocess.Popen(
        [sys.executable, "-c", USER, str(checkout)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=checkout
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"in\n"
    return process


def leave(process: "subprocess.Popen[bytes]") -> None:
    process.communicate(timeout=30)


def record(checkout: Path) -> Record:
    found = [Record.read(folder) for folder in (checkout / ".local").glob("*stack")]
    (only,) = [each for each in found if each]
    return only


def family(checkout: Path) -> list[psutil.Process]:
    """The guardian and everything below it."""
    guardian = psutil.Process(record(checkout).guardian.number)
    return [guardian, *guardian.children(recursive=True)]


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    return [each for each in processes if identity.lives(each)]


def answering(servers: Stack) -> set[str]:
    amqp, sql = given.address(servers.amqp_url), given.address(servers.database_url)
    found = {"broker": probes.speaks_amqp(amqp.port), "database": probes.speaks_postgresql(sql.port)}
    return {name for name, answers in found.items() if answers}
