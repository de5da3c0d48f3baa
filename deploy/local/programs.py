"""Where the programs of the broker and the database are: on this machine, or in Debian's packages."""

import os
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from deploy.local import debian
from deploy.local.children import StartFailed

_MACHINE = Path("/")
_PACKAGES = ("rabbitmq-server", "postgresql")
_UNUSED = ("libllvm", "libz3")  # for PostgreSQL's just-in-time compiler, which stays off: 130 MB


class ProgramsMissing(StartFailed):
    """Neither broker nor database can be run here; the text says what to install."""


@dataclass(frozen=True)
class Programs:
    """The server programs, and what they need in their environment to run from where they are."""

    broker: Path  # the unwrapped script: the one in the PATH insists on root or the user rabbitmq
    database: Path  # a folder with initdb and postgres
    path: tuple[Path, ...] = ()
    libraries: tuple[Path, ...] = ()

    def environment(self) -> dict[str, str]:
        """This process's environment without what would steer a broker, with paths added."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("RABBITMQ_", "ERL_", "PG", "OMZIEN_"))
        }
        search = [*map(str, self.path), kept.get("PATH", os.defpath)]
        kept |= {"PATH": os.pathsep.join(search), "LC_ALL": "C.UTF-8"}
        if self.libraries:
            kept["LD_LIBRARY_PATH"] = os.pathsep.join(map(str, self.libraries))
        return kept

    @property
    def broker_version(self) -> str:
        return self.broker.parent.parent.name.rpartition("-")[2]

    @property
    def database_version(self) -> str:
        return self.database.parent.name


def found(root: Path) -> Programs | None:
    """What is installed on this machine, and else what an earlier run unpacked under the checkout `root`.

    Broker and database are looked for apart: a machine may have one of them.
    """
    folder = _folder(root)
    complete = (folder / "complete").exists()
    places = (_MACHINE, folder) if complete else (_MACHINE,)
    broker = _newest("usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server", places)
    database = _newest("usr/lib/postgresql/*/bin/initdb", places)
    if not broker or not database:
        return None
    if not complete:
        return Programs(broker=broker, database=database.parent)
    return Programs(
        broker=broker,
        database=database.parent,
        path=(folder / "usr/lib/erlang/bin", folder / "usr/bin", folder / "bin"),
        libraries=tuple(sorted({library.parent for library in folder.glob("**/*-linux-*/lib*.so*")})),
    )


def of_packages(root: Path) -> Programs:
    """Debian's packages: installed as root, else unpacked under the checkout `root`.

    Raises ProgramsMissing with the command to type.
    """
    try:
        if debian.may_install():
            debian.install(_PACKAGES)
        else:
            _unpack(root)
    except debian.PackagesUnavailable as reason:
        raise ProgramsMissing(_advice(str(reason))) from reason
    programs = found(root)
    if programs is None:
        raise ProgramsMissing(_advice("the packages hold no server that can be run"))
    return programs


def _unpack(root: Path) -> None:
    folder = _folder(root)
    shutil.rmtree(folder, ignore_errors=True)
    debian.unpack(_PACKAGES, folder, without=_UNUSED)
    for script in folder.glob("usr/lib/erlang/**/bin/erl"):
        # Debian's erl names its own place, whatever ROOTDIR says
        script.write_text(script.read_text().replace("/usr/lib/erlang", str(folder / "usr/lib/erlang")))
    (folder / "complete").touch()


def _folder(root: Path) -> Path:
    return root / ".local" / "debian"


def _newest(pattern: str, places: Iterable[Path]) -> Path | None:
    """The newest in the first of the places that has any.

    By the numbers in the path: as text, 3.9 comes after 3.10 and 9 after 17.
    """
    for place in places:
        matches = {path: [int(number) for number in re.findall(r"\d+", str(path))] for path in place.glob(pattern)}
        if matches:
            return max(matches, key=matches.__getitem__)
    return None


def _advice(reason: str) -> str:
    return (
        f"There is no broker and no database to run ({reason}).\n"
        "Do one of these and try again:\n"
        f"  - install them:          sudo apt-get install {' '.join(_PACKAGES)}\n"
        "  - or start Docker, with the images rabbitmq:4-management and postgres:17\n"
        "  - or name your own:      export OMZIEN_AMQP_URL=amqp://… OMZIEN_DATABASE_URL=postgresql://…"
    )
