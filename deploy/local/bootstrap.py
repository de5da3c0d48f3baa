"""Make this checkout's virtual environment from the lock file: `python3 -m deploy.local.bootstrap`.

With `bench` behind it, also what only `make bench` needs, from a lock file of its own. Runs on the machine's own Python
before anything is installed, hence the standard library only. It changes nothing outside the checkout; a second run
with the same lock files and interpreter does nothing.
"""

import fcntl
import hashlib
import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from deploy.local import debian

_OLDEST = (3, 11)
_HELP = """\
pip is needed once to fill .venv, and none could be found or downloaded ({reason}).
Install it and run this again:   apt-get install python3-pip   (or python3-venv)"""


def main(root: Path, group: str | None = None) -> int:
    """Make or refresh `.venv` under `root`, with a group of dependencies beside what everybody needs, if one is named.

    Returns the exit status, after one line on what went wrong.
    """
    if sys.version_info < _OLDEST:
        return _fail(f"Python 3.11 or newer is needed, and {sys.executable} is {sys.version.split()[0]}")
    local = root / ".local"
    local.mkdir(exist_ok=True)
    with (local / "bootstrap.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two makes at once would fill one folder
        status = _refresh(root)
        return status if status or group is None else _add(root, group)


def _refresh(root: Path) -> int:
    venv, stamp = root / ".venv", root / ".venv" / "stamp"
    wanted = fingerprint(root, "requirements.lock", "pyproject.toml")
    if stamp.exists() and stamp.read_text() == wanted:
        return 0
    print("installing the dependencies into .venv (once; about half a minute)", flush=True)
    stamp.unlink(missing_ok=True)
    if not _interpreter_works(venv):
        shutil.rmtree(venv, ignore_errors=True)
        # without pip, since Debian splits ensurepip off: a plain venv fails on a fresh machine
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    status = _install(root, "requirements.lock") or _pip(
        root, "--no-deps", "--no-build-isolation", "--no-index", "--editable", str(root)
    )
    if not status:
        stamp.write_text(wanted)
    return status


def _add(root: Path, group: str) -> int:
    lock, stamp = f"requirements-{group}.lock", root / ".venv" / f"stamp-{group}"
    wanted = fingerprint(root, "requirements.lock", lock)
    if stamp.exists() and stamp.read_text() == wanted:
        return 0
    print(f"installing what make {group} needs into .venv (once; some seconds)", flush=True)
    status = _install(root, lock)
    if not status:
        stamp.write_text(wanted)
    return status


def _install(root: Path, lock: str) -> int:
    return _pip(root, "--require-hashes", "--requirement", str(root / lock))


def _pip(root: Path, *arguments: str) -> int:
    try:
        pip = next(_pips(root / ".local" / "pip"))
    except debian.PackagesUnavailable as reason:
        return _fail(_HELP.format(reason=reason))
    # compiling everything takes longer than installing it, and most of it is never imported
    options = ["--quiet", "--disable-pip-version-check", "--no-compile"]
    command = [str(root / ".venv" / "bin" / "python"), str(pip), "install", *options, *arguments]
    # its warnings on the user's configuration drown what matters, and are shown when it fails
    done = subprocess.run(command, cwd=root, stderr=subprocess.STDOUT, stdout=subprocess.PIPE, check=False)
    if done.returncode:
        sys.stderr.buffer.write(done.stdout)
        return _fail("pip could not install what the lock file names; its reason stands above")
    return 0


def fingerprint(root: Path, *files: str) -> str:
    """What .venv was made from: another lock file, interpreter or place makes it stale."""
    digest = hashlib.sha256(f"{sys.version}\n{root}\n".encode())
    for name in files:
        digest.update((root / name).read_bytes())
    return digest.hexdigest()


def _interpreter_works(venv: Path) -> bool:
    """Whether `.venv` runs this very Python version, and not one that is gone or was upgraded."""
    try:
        version = subprocess.run(
            [str(venv / "bin" / "python"), "-c", "import sys; print(sys.version)"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return False
    return version.strip() == sys.version.strip()


def _pips(unpacked: Path) -> Iterator[Path]:
    """Places from which pip can be run by any interpreter, the machine's own first."""
    bundled = importlib.util.find_spec("ensurepip")
    if bundled and bundled.origin:
        yield from _pips_in(Path(bundled.origin).parent / "_bundled")
    wheels = Path("usr/share/python-wheels")
    yield from _pips_in("/" / wheels)
    yield from _pips_in(unpacked / wheels)
    installed = importlib.util.find_spec("pip")
    if installed and installed.origin:
        yield Path(installed.origin).parent
    debian.unpack(["python3-pip-whl"], unpacked)
    yield from _pips_in(unpacked / wheels)


def _pips_in(folder: Path) -> Iterator[Path]:
    for wheel in sorted(folder.glob("pip-*.whl")):
        yield wheel / "pip"  # Python runs a package inside a wheel as it runs one in a folder


def _fail(reason: str) -> int:
    print(reason, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parents[2], *sys.argv[1:2]))
