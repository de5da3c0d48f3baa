"""A setting that is wrong stops the start with a line that names it, before anything is opened."""

import socket
import sys
from pathlib import Path

import pytest
from fastapi import APIRouter

from libs.delivery.command import main
from libs.delivery.service import Service
from libs.delivery.settings import Settings

GIVEN = {"OMZIEN_AMQP_URL": "amqp://nowhere", "OMZIEN_DATABASE_URL": "postgresql://nowhere"}


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("a-token\n")
    (tmp_path / "key").write_text("00" * 32)
    files = {"OMZIEN_TOKEN_FILE": str(tmp_path / "token"), "OMZIEN_KEY_FILE": str(tmp_path / "key")}
    for name, value in (GIVEN | files).items():
        monkeypatch.setenv(name, value)


def refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """What is said by a service that is started in this environment and does not start."""
    monkeypatch.setattr(sys, "argv", ["any", "serve"])
    with pytest.raises(SystemExit) as ended:
        main(Service("any", "", tmp_path, Settings, APIRouter(), events=(), handlers={}), lambda: None)
    assert ended.value.code == 2
    return capsys.readouterr().err


@pytest.mark.parametrize("written", ["5,60,600", " 5, 60, 600", "[5, 60, 600]"])
def test_the_ladder_of_delays_is_written_by_hand_or_as_json(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("OMZIEN_RETRY_SECONDS", written)
    assert Settings().retry_seconds == (5, 60, 600)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OMZIEN_RETRY_SECONDS", "5,soon"),
        ("OMZIEN_RETRY_SECONDS", "[5,"),
        ("OMZIEN_RETRY_SECONDS", "0"),
        ("OMZIEN_TOKEN_FILE", "/nope"),
        ("OMZIEN_TOKEN_FILE", "/dev/null"),
        ("OMZIEN_KEY_FILE", "/nope"),
        ("OMZIEN_KEY_FILE", "/dev/null"),
        ("OMZIEN_BATCH", "many"),
    ],
)
def test_a_wrong_setting_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    said = refused(tmp_path, monkeypatch, capsys)
    assert said.startswith(f"any: {name}: ")
    assert said.count("\n") == 1


def test_a_port_where_somebody_else_listens_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        monkeypatch.setenv("OMZIEN_HTTP_PORT", port)
        said = refused(tmp_path, monkeypatch, capsys)
    assert "OMZIEN_HTTP_PORT" in said
    assert port in said


def test_a_mistyped_name_is_told_with_the_one_that_was_meant() -> None:
    others = ["OMZIEN_PEERS", "OMZIEN_STACK", "OMZIEN_DATABASE_PORT", "OMZIEN_SIGNALLING_POLICY_FILE", "PATH"]
    assert Settings.mistyped(["OMZIEN_BATCH", "OMZIEN_BTACH", *others]) == {"OMZIEN_BTACH": "OMZIEN_BATCH"}
