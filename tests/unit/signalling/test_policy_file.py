"""A municipality changes the policy in a file: what it may say, and what a wrong one answers."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from libs.delivery import policies
from services.signalling.policy_file import PolicyFile
from services.signalling.settings import Settings
from tests.unit.signalling.office import NOW, POLICY, POLICY_FILE

TEXT = POLICY_FILE.read_text(encoding="utf-8")
SCHOOL = TEXT[TEXT.index("[partners.school]") : TEXT.index("[partners.debt_help]")]


def test_the_hash_is_of_the_meaning_and_not_of_the_writing(tmp_path: Path) -> None:
    same = policies.read(_written(tmp_path, "# another comment\n" + TEXT.replace(" = ", "=")), PolicyFile)
    other = policies.read(_written(tmp_path, TEXT.replace("threshold = 50", "threshold = 51")), PolicyFile)
    assert same.content_hash == POLICY.content_hash != other.content_hash


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("threshold = 50", "threshold = 0", "correlation.threshold"),
        ("threshold = 50", "treshold = 50", "correlation.treshold: Extra inputs are not permitted"),
        ("nuisance = 25\n", "", "points says nothing about nuisance"),
        ("routine = { working_days = 5 }\n", "", "pick_up says nothing about routine"),
        ("{ hours = 1 }", "{ hours = 1, working_days = 1 }", "either hours or working_days"),
        ("repeat_percent = 20", "repeat_percent = 100", "correlation.repeat_percent"),
        ("notice_days = 7", "notice_days = 42", "notice_days must be less"),
        ('["urgent", "acute"]', '["urgent"]', "must name acute"),
        ('version = "2026-01"', "version = 2026-01-0x", "line"),
        ("[partners.school]", "[partners.gym]", "partners.gym"),
        (SCHOOL, "", "partners says nothing about school"),
        (SCHOOL, SCHOOL.replace("any", "anything"), 'partners.school.kinds: .*a list of kinds of signal, or "any"'),
        (SCHOOL, SCHOOL.replace('"any"', '["lonely"]'), "partners.school.kinds.0: .*'loneliness'"),
        (SCHOOL, SCHOOL.replace('"closed"', '"refused"'), "partners.school.answers.2: .*'closed'"),
        (SCHOOL, SCHOOL.replace('"received", ', ""), "partners.school: .*answers must name received"),
        (SCHOOL, SCHOOL.replace("may_ask_known = true", ""), "partners.school.may_ask_known: Field required"),
        ("[preconditions.payment_arrears]", "[preconditions.arrears]", "preconditions.arrears"),
        ('efforts = ["personal_contact"', 'efforts = ["contact"', "preconditions.payment_arrears.efforts.0"),
        ('partners = ["housing_corporation"', 'partners = ["landlord"', "preconditions.payment_arrears.partners.0"),
        ('kinds = ["home_safety"', 'kinds = ["safety"', "safety.kinds.0: .*'home_safety'"),
        ('urgencies = ["urgent", "acute"]', 'urgencies = ["urgent"]', "safety.urgencies must name acute"),
    ],
)
def test_a_wrong_one_stops_the_start_and_says_where(tmp_path: Path, was: str, becomes: str, says: str) -> None:
    assert was in TEXT
    with pytest.raises(ValueError, match=says) as error:
        policies.read(_written(tmp_path, TEXT.replace(was, becomes)), PolicyFile)
    assert "policy.toml" in str(error.value)


def test_a_new_version_holds_from_its_date_on_and_is_prepared_beside_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "old.toml").write_text(TEXT)
    new = (
        TEXT.replace("2026-01-01", "2026-07-01")
        .replace('"2026-01"', '"2026-07"')
        .replace("threshold = 50", "threshold = 60")
    )
    (tmp_path / "new.toml").write_text(new)
    found = policies.read_all(tmp_path, PolicyFile)
    last_evening = datetime(2026, 6, 30, 21, 59, tzinfo=UTC)
    assert (found.at(last_evening).version, found.at(last_evening + timedelta(minutes=1)).version) == (
        "2026-01",
        "2026-07",
    )
    assert found.at(datetime(2020, 1, 1, tzinfo=UTC)).version == "2026-01"
    (tmp_path / "again.toml").write_text(TEXT)
    with pytest.raises(ValueError, match="same version"):
        policies.read_all(tmp_path, PolicyFile)


@pytest.mark.parametrize("variable", ["OMZIEN_SIGNALLING_POLICY_FILE", "OMZIEN_NEIGHBOURHOODS_FILE"])
def test_the_service_does_not_start_with_a_file_that_is_wrong_or_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("00" * 32)
    for name in ("AMQP_URL", "DATABASE_URL", "TOKEN_FILE", "KEY_FILE"):
        monkeypatch.setenv(f"OMZIEN_{name}", str(secret))
    assert Settings().policies.at(NOW).content_hash == POLICY.content_hash
    for path in (_written(tmp_path, "nonsense\nnonsense"), tmp_path / "absent"):
        monkeypatch.setenv(variable, str(path))
        with pytest.raises(ValidationError, match=path.name):
            Settings()


def _written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "policy.toml"
    path.write_text(text, encoding="utf-8")
    return path
