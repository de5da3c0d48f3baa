"""SQL and migrations are found by name, and a file that is not written as it should be is refused at once."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.delivery.inbox import boundary
from libs.delivery.migrations import MigrationError, read
from libs.delivery.statements import Statements

DAYS = st.datetimes(datetime(2024, 1, 1), datetime(2124, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def test_statements_are_attributes_without_their_semicolon(tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_text(
        "-- name: one\n-- The first.\nselect 1;\n\n-- name: two\n-- The second.\nselect 2;\n"
    )
    statements = Statements.read(tmp_path)
    assert (statements.one, statements.two) == ("select 1", "select 2")
    assert [name for name, _ in statements] == ["one", "two"]
    with pytest.raises(AttributeError, match="three"):
        _ = statements.three


@pytest.mark.parametrize(
    "text",
    [
        "select 1;",
        "-- name: one\nselect 1;",
        "select 0;\n-- name: one\n-- The first.\nselect 1;",
        "-- name: one\n-- A.\nselect 1;\n-- name: one\n-- B.\nselect 2;",
    ],
)
def test_a_statement_without_name_or_description_or_twice_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.sql").write_text(text)
    with pytest.raises(ValueError, match=r"a\.sql"):
        Statements.read(tmp_path)


def test_migrations_come_in_the_order_of_their_folders_and_numbers(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder, names in ((first, ["0002_post_b", "0001_pre_a"]), (second, ["0001_pre_c"])):
        folder.mkdir()
        for name in names:
            (folder / f"{name}.sql").write_text("select 1")
    found = read([("x", first), ("y", second)])
    assert [(each.name, each.phase) for each in found] == [
        ("x/0001_pre_a", "pre"),
        ("x/0002_post_b", "post"),
        ("y/0001_pre_c", "pre"),
    ]


@pytest.mark.parametrize("name", ["1_pre_a", "0001_a", "0001_during_a", "0001_pre_A"])
def test_a_migration_that_says_no_phase_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / f"{name}.sql").write_text("select 1")
    with pytest.raises(MigrationError, match=name):
        read([("x", tmp_path)])


@given(DAYS, st.integers(0, 2**74 - 1))
def test_every_uuid7_of_a_day_lies_between_the_days_boundaries(moment: datetime, random: int) -> None:
    milliseconds = int(moment.timestamp() * 1_000)
    id_ = UUID(int=milliseconds << 80 | 0x7 << 76 | (random >> 62) << 64 | 0b10 << 62 | random & (2**62 - 1))
    assert id_.version == 7
    assert boundary(moment) <= id_ < boundary(moment + timedelta(days=1))
