"""A private PostgreSQL cluster: its own port, password and data; on loopback only."""

import hashlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.local import children, ports
from deploy.local.programs import Programs

_SETTINGS = {
    "listen_addresses": ports.LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": 250,  # four services with pools, and as many again for the tests' workers
    "shared_buffers": "128MB",
    "jit": "off",
    "timezone": "GMT",  # the one name that needs no time zone files: a small container has none
    "log_timezone": "GMT",
}
# For tests: a crash of the machine may lose data; a crash of the server may not.
_NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass
class Database:
    """A server that runs; it may be stopped and started again, with its data and on its port."""

    url: str
    process: children.Child
    _start: Callable[[], children.Child]

    def start(self) -> None:
        """Again, after a stop or a kill; returns when it serves."""
        self.process = self._start()


@contextmanager
def running(folder: Path, programs: Programs, user: str, password: str, *, durable: bool) -> Iterator[Database]:
    """A cluster with its data under `folder`, ready to serve; stopped in order at the end.

    `user` administers it. A cluster that need not be durable starts empty, and is quicker.
    """
    account = _account()
    # another version can't read the data
    data = _place(folder, account) / f"database-{programs.database_version}"
    environment = programs.environment() | {"HOME": str(data.parent)}
    if not durable:
        shutil.rmtree(data, ignore_errors=True)
    if not data.exists():
        _initialise(data, programs, environment, account, user, password)
    (port,) = ports.free(1)
    settings = _SETTINGS | ({} if durable else _NOT_DURABLE) | {"port": port}

    def start() -> children.Child:
        process = children.spawn(
            "the database",
            [
                programs.database / "postgres",
                "-D",
                data,
                *(f"--{name}={value}" for name, value in settings.items()),
            ],
            log=folder / "database.log",
            environment=environment,
            cwd=data.parent,
            user=account,
            stop_signal=signal.SIGINT,  # "fast": open sessions are ended, and not waited for
        )
        try:
            process.await_ready(lambda: _serves(data, process.number), patience=60)
        except BaseException:
            process.stop(patience=0)
            raise
        return process

    database = Database(f"postgresql://{user}:{password}@{ports.LOOPBACK}:{port}/postgres", start(), start)
    try:
        yield database
    finally:
        database.process.stop()
        if not durable:
            shutil.rmtree(data, ignore_errors=True)


def _initialise(
    data: Path, programs: Programs, environment: dict[str, str], account: str | None, user: str, password: str
) -> None:
    half = data.with_suffix(".new")  # renamed when complete: a killed initdb leaves no half cluster behind
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(mode=0o700)
    secret = data.with_suffix(".password")
    secret.touch(mode=0o600)
    secret.write_text(password)
    if account:
        for path in (half, secret):
            shutil.chown(path, account)
    command = [str(programs.database / "initdb"), "-D", str(half), "-U", user, f"--pwfile={secret}"]
    command += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    done = subprocess.run(
        command,
        env=environment,
        cwd="/",
        user=account,
        group=pwd.getpwnam(account).pw_gid if account else None,
        extra_groups=[] if account else None,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    secret.unlink()
    if done.returncode:
        raise children.StartFailed(f"initdb ended with {done.returncode}:\n{done.stderr or done.stdout}")
    half.rename(data)


def _account() -> str | None:
    """As whom the server runs: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _place(folder: Path, account: str | None) -> Path:
    """`folder`, or one in /var/tmp when the account can't get there, as in a checkout under /root."""
    if account is None or all(parent.stat().st_mode & stat.S_IXOTH for parent in (folder, *folder.parents)):
        return folder
    place = Path("/var/tmp") / f"omzien-{hashlib.sha256(bytes(folder)).hexdigest()[:12]}"  # noqa: S108
    place.mkdir(mode=0o755, exist_ok=True)
    if place.is_symlink() or place.stat().st_uid != os.geteuid():
        raise children.StartFailed(f"{place} belongs to somebody else: remove it and try again")
    return place


def _serves(data: Path, pid: int) -> bool:
    """PostgreSQL writes its state into its pid file; one left by a killed server names another process."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        return int(lines[0]) == pid and lines[7].strip() == "ready"
    except (OSError, IndexError, ValueError):
        return False
