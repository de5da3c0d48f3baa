"""Debian's packages: installed when we may, else unpacked under the checkout.

Standard library only, since the bootstrap needs it before anything is installed.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

_POLICY = Path("/usr/sbin/policy-rc.d")
_CLUSTER_CONFIG = Path("/etc/postgresql-common/createcluster.conf")


class PackagesUnavailable(Exception):
    """Debian's packages could be neither installed nor downloaded here."""


def is_available() -> bool:
    """Whether this machine has apt and dpkg."""
    return all(shutil.which(tool) for tool in ("apt-get", "dpkg"))


def may_install() -> bool:
    """Whether this process may install packages on the machine."""
    return is_available() and os.geteuid() == 0


def install(packages: Sequence[str]) -> None:
    """Install packages on the machine, without starting a server and without a default cluster.

    Raises PackagesUnavailable with apt's last words.
    """
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    with _no_servers_started():
        done = _run(command, environment)
        if done.returncode:  # no package lists yet, or lists that name versions no longer served
            _run(["apt-get", "update", "-qq"], environment)
            done = _run(command, environment)
    if done.returncode:
        raise PackagesUnavailable(_last_words(done))


def unpack(packages: Sequence[str], into: Path, without: tuple[str, ...] = ()) -> None:
    """Download packages and what they need beyond the machine's own, and unpack them under `into`.

    Left out are packages whose name starts with one of `without`.
    Needs no rights on the machine and changes nothing outside `into`. No maintainer script runs.
    Raises PackagesUnavailable with apt's last words.
    """
    archives = into / "archives"
    archives.mkdir(parents=True, exist_ok=True)
    failure = "apt-get and dpkg are not here"
    for environment in _apt_environments(into) if is_available() else ():
        plan = _run(["apt-get", "install", "--simulate", "--no-install-recommends", *packages], environment)
        names = {line.split()[1] for line in plan.stdout.splitlines() if line.startswith("Inst ")}
        names |= set(packages)  # what was asked for by name is wanted even when it is installed
        wanted = sorted(name for name in names if not name.startswith(without))
        done = _run(["apt-get", "download", "-qq", *wanted], environment, cwd=archives)
        if plan.returncode == 0 and done.returncode == 0:
            for archive in sorted(archives.glob("*.deb")):
                subprocess.run(["dpkg", "-x", str(archive), str(into)], check=True)
            shutil.rmtree(archives)
            shutil.rmtree(into / "apt", ignore_errors=True)
            return
        failure = _last_words(plan if plan.returncode else done)
    raise PackagesUnavailable(failure)


def _apt_environments(into: Path) -> Iterator[dict[str, str]]:
    """The machine's own package lists first; then fresh lists of our own.

    A fresh container has no lists, an old machine stale ones, and only root may refresh either.
    """
    yield dict(os.environ)
    state = into / "apt"
    for folder in ("lists/partial", "cache/archives/partial"):
        (state / folder).mkdir(parents=True, exist_ok=True)
    config = state / "apt.conf"
    config.write_text(
        f'Dir::State::Lists "{state}/lists";\n'
        f'Dir::Cache "{state}/cache";\n'
        'Acquire::Languages "none";\n'
        'APT::Sandbox::User "root";\n'  # apt's own user can't write in this folder
    )
    environment = {**os.environ, "APT_CONFIG": str(config)}
    _run(["apt-get", "update", "-qq"], environment)
    yield environment


@contextmanager
def _no_servers_started() -> Iterator[None]:
    """While packages are installed no init script starts a server and no cluster is made.

    Otherwise a broker and a database of the machine's would come up on the standard ports and stay.
    What was there before is put back.
    """
    with (
        _content(_POLICY, "#!/bin/sh\nexit 101\n", mode=0o755),
        _content(_CLUSTER_CONFIG, "create_main_cluster = false\n", mode=0o644),
    ):
        yield


@contextmanager
def _content(path: Path, text: str, mode: int) -> Iterator[None]:
    before = (path.read_bytes(), path.stat().st_mode) if path.exists() else None
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)
    try:
        yield
    finally:
        if before is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(before[0])
            path.chmod(before[1])


def _run(
    command: Sequence[str], environment: dict[str, str], cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        env={**environment, "LC_ALL": "C.UTF-8"},
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def _last_words(done: subprocess.CompletedProcess[str]) -> str:
    lines = (done.stderr.strip() or done.stdout.strip()).splitlines()
    return lines[-1] if lines else f"{done.args[0]} ended with {done.returncode}"
