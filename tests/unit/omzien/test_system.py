"""How a command finds the running system."""

from pathlib import Path

import orjson
import pytest

from omzien import system
from omzien.errors import Advice


@pytest.fixture(autouse=True)
def _nothing_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("OMZIEN_AMQP_URL", "OMZIEN_PEERS", "OMZIEN_TOKEN_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(system, "RECORD", tmp_path / "run.json")


def record(tmp_path: Path) -> None:
    """What `make up` leaves."""
    (tmp_path / "token").write_text("of-make-up\n")
    found = {
        "amqp_url": "amqp://up",
        "services": {"intake": {"url": "http://up", "log": "x"}},
        "token_file": str(tmp_path / "token"),
    }
    (tmp_path / "run.json").write_bytes(orjson.dumps(found))


def test_without_anything_the_advice_is_to_start_it() -> None:
    for ask in (lambda: system.amqp_url(None), system.system):
        with pytest.raises(Advice, match="make up"):
            ask()


def test_what_make_up_recorded_is_found(tmp_path: Path) -> None:
    record(tmp_path)
    assert system.amqp_url(None) == "amqp://up"
    assert system.system() == system.System({"intake": "http://up"}, "of-make-up")


def test_the_environment_goes_before_it_and_the_command_line_before_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(tmp_path)
    (tmp_path / "other").write_text("of-the-environment")
    monkeypatch.setenv("OMZIEN_AMQP_URL", "amqp://environment")
    monkeypatch.setenv("OMZIEN_PEERS", '{"intake": "http://environment/"}')
    monkeypatch.setenv("OMZIEN_TOKEN_FILE", str(tmp_path / "other"))
    assert system.amqp_url(None) == "amqp://environment"
    assert system.amqp_url("amqp://given") == "amqp://given"
    assert system.system() == system.System({"intake": "http://environment"}, "of-the-environment")


@pytest.mark.parametrize("peers", ["intake=http://a", "[]", "7"])
def test_peers_that_cannot_be_read_are_told_with_an_example(monkeypatch: pytest.MonkeyPatch, peers: str) -> None:
    monkeypatch.setenv("OMZIEN_PEERS", peers)
    with pytest.raises(Advice, match="must be JSON such as"):
        system.system()


@pytest.mark.parametrize("content", [None, " \n"])
def test_a_token_file_that_does_not_help_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None
) -> None:
    record(tmp_path)
    monkeypatch.setenv("OMZIEN_TOKEN_FILE", str(tmp_path / "mine"))
    if content is not None:
        (tmp_path / "mine").write_text(content)
    with pytest.raises(Advice, match="mine"):
        system.system()
