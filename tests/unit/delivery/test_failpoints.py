"""A failpoint does what a test asked for, at the passing it asked for, and nothing when nobody asked."""

import signal
from collections.abc import Iterator

import pytest

from libs.delivery.failpoints import FailpointError, arm, failpoint


@pytest.fixture(autouse=True)
def _off_again() -> Iterator[None]:
    yield
    arm("")


async def test_off_unless_named() -> None:
    arm("somewhere.else=error")
    await failpoint("consumer.before_commit")


async def test_an_error_each_time_or_at_the_nth_passing_only() -> None:
    arm("here=error, there=error@2")
    for _ in range(2):
        with pytest.raises(FailpointError):
            await failpoint("here")
    await failpoint("there")
    with pytest.raises(FailpointError):
        await failpoint("there")
    await failpoint("there")


async def test_a_kill_cannot_be_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[int] = []
    monkeypatch.setattr("os.kill", lambda _, number: sent.append(number))
    arm("here=kill@1")
    await failpoint("here")
    assert sent == [signal.SIGKILL]


def test_an_unknown_action_is_refused_when_it_is_armed() -> None:
    with pytest.raises(ValueError, match="explode"):
        arm("here=explode")
