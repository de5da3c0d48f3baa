"""Where the servers' programs are found, and what is said when there are none."""

from pathlib import Path

import pytest

from deploy.local import debian, programs
from deploy.local.stack import StartFailed


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with nothing on it."""
    monkeypatch.setattr(programs, "_MACHINE", tmp_path / "machine")
    return tmp_path / "machine"


def unpack(root: Path, *files: str) -> None:
    folder = root / ".local" / "debian"
    for name in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("#!/bin/sh\nROOTDIR=/usr/lib/erlang\n")
    (folder / "complete").touch()


def test_the_newest_is_taken_by_number_and_not_by_letter(tmp_path: Path) -> None:
    unpack(
        tmp_path,
        "usr/lib/rabbitmq/lib/rabbitmq_server-3.9.29/sbin/rabbitmq-server",
        "usr/lib/rabbitmq/lib/rabbitmq_server-3.10.8/sbin/rabbitmq-server",
        "usr/lib/postgresql/9/bin/initdb",
        "usr/lib/postgresql/17/bin/initdb",
    )
    found = programs.found(tmp_path)
    assert found
    assert (found.broker_version, found.database_version) == ("3.10.8", "17")


def test_a_machine_with_a_database_only_is_given_a_broker(tmp_path: Path, machine: Path) -> None:
    unpack(tmp_path, "usr/lib/rabbitmq/lib/rabbitmq_server-4.0.5/sbin/rabbitmq-server")
    installed = machine / "usr/lib/postgresql/15/bin/initdb"
    installed.parent.mkdir(parents=True)
    installed.touch()
    found = programs.found(tmp_path)
    assert found
    assert (found.broker_version, found.database) == ("4.0.5", installed.parent)


def test_a_half_unpacked_folder_is_not_used(tmp_path: Path) -> None:
    unpack(tmp_path, "usr/lib/postgresql/17/bin/initdb")
    assert programs.found(tmp_path) is None


def test_an_ordinary_user_without_packages_is_told_what_to_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(debian, "may_install", lambda: False)
    monkeypatch.setattr(debian, "is_available", lambda: False)
    with pytest.raises(StartFailed, match="sudo apt-get install rabbitmq-server postgresql") as told:
        programs.of_packages(tmp_path)
    assert "OMZIEN_AMQP_URL" in str(told.value)
    assert "Docker" in str(told.value)


def test_relocated_erlang_is_told_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(debian, "may_install", lambda: False)
    monkeypatch.setattr(
        debian,
        "unpack",
        lambda *_, **__: unpack(
            tmp_path,
            "usr/lib/erlang/bin/erl",
            "usr/lib/rabbitmq/lib/rabbitmq_server-4.0.5/sbin/rabbitmq-server",
            "usr/lib/postgresql/17/bin/initdb",
        ),
    )
    programs.of_packages(tmp_path)
    erlang = tmp_path / ".local/debian/usr/lib/erlang"
    assert f"ROOTDIR={erlang}\n" in (erlang / "bin/erl").read_text()


def test_the_users_own_broker_settings_do_not_reach_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("RABBITMQ_NODENAME", "ERL_EPMD_PORT", "PGDATA"):
        monkeypatch.setenv(name, "theirs")
    found = programs.Programs(broker=Path("/b"), database=Path("/d"))
    assert not {"RABBITMQ_NODENAME", "ERL_EPMD_PORT", "PGDATA"} & found.environment().keys()
