"""Secrets that a checkout makes once and keeps under `.local`, readable by its owner only."""

import os
import secrets
from contextlib import suppress
from pathlib import Path


def token_file(root: Path) -> Path:
    """The file with the bearer token of the HTTP sides."""
    return _made_once(root / ".local" / "token", secrets.token_urlsafe(32) + "\n")


def key_file(root: Path) -> Path:
    """The file with the master key, 32 bytes in hex. What was sealed with it is lost without it."""
    return _made_once(root / ".local" / "master-key", secrets.token_hex(32) + "\n")


def administrator(folder: Path) -> str:
    """The password of the administrator of the servers in `folder`: durable data remember it."""
    return _made_once(folder / "password", secrets.token_hex(16)).read_text()


def write_private(path: Path, content: bytes) -> None:
    """Write a file that others may not read; whoever reads it sees all of it or the one before."""
    half = _half(path, content)
    half.replace(path)


def _made_once(path: Path, content: str) -> Path:
    if not path.exists():
        half = _half(path, content.encode())
        with suppress(FileExistsError):  # of two who come at once, one makes it
            path.hardlink_to(half)
        half.unlink()
    return path


def _half(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f"{path.name}.{os.getpid()}.new")
    half.touch(mode=0o600)
    half.write_bytes(content)
    return half
