"""URLs in the environment: taken at their word, or refused with what to do."""

import socket

import pytest

from deploy.local import given, probes
from deploy.local.stack import StartFailed


@pytest.fixture(autouse=True)
def _nothing_given(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (given.AMQP, given.DATABASE, given.MANAGEMENT):
        monkeypatch.delenv(name, raising=False)


def test_an_environment_that_names_none() -> None:
    assert given.stack() is None


@pytest.mark.parametrize(
    ("name", "url", "other"),
    [
        (given.AMQP, "amqp://localhost", given.DATABASE),
        (given.DATABASE, "postgresql://localhost", given.AMQP),
    ],
)
def test_half_a_stack_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, url: str, other: str) -> None:
    monkeypatch.setenv(name, url)
    with pytest.raises(StartFailed, match=f"{name} is set and {other} is not"):
        given.stack()


def test_a_broker_that_does_not_answer_is_refused_and_not_passed_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    monkeypatch.setenv(given.AMQP, f"amqp://127.0.0.1:{port}")
    monkeypatch.setenv(given.DATABASE, f"postgresql://127.0.0.1:{port}")
    with pytest.raises(StartFailed, match=f"no broker answers at 127.0.0.1:{port}"):
        given.stack()


def test_an_open_port_is_not_yet_a_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probes, "_PATIENCE", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert not probes.speaks_amqp(silent.getsockname()[1])


def test_a_url_without_a_port_means_the_usual_one() -> None:
    assert given.address("amqp://user:pass@example.org/vhost") == ("example.org", 5672)
    assert given.address("postgresql:///omzien") == ("localhost", 5432)
