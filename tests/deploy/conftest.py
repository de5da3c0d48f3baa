"""A checkout of a test's own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local import broker, given, programs, stack

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty checkout that starts private servers, and leaves none behind when the test fails."""
    if not programs.found(ROOT):
        pytest.skip("this machine has no RabbitMQ and PostgreSQL of its own to start privately")
    for name in (given.AMQP, given.DATABASE, given.MANAGEMENT):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OMZIEN_STACK", "private")
    (tmp_path / ".local").mkdir()
    (tmp_path / ".local" / "debian").symlink_to(ROOT / ".local" / "debian")
    yield tmp_path
    stack.stop(tmp_path)
    stack.stop(tmp_path, durable=False)
    for home in tmp_path.glob(".local/*/broker-*"):
        # of a guardian that was killed: in a checkout that stays, the next start clears it away
        shutil.rmtree(broker.in_memory(home), ignore_errors=True)
