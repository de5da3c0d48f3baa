"""What a wrong policy answers, before anything is decided by it."""

import time
from pathlib import Path

import pytest
from pydantic import ValidationError

from libs.delivery.policies import read
from libs.delivery.settings import ROOT
from services.intake.policy_file import PolicyFile
from services.intake.settings import Settings

TEXT = (ROOT / "deploy" / "reference" / "intake-policy.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("score = 2", "score = 6", "complex.score"),
        ("domains = 2", "domains = 9", "complex.domains"),
        ("at_most = 5", "at_most = 0", "advice.at_most"),
        ("at_most = 5", "at_mots = 5", "advice.at_mots: Extra inputs"),
        ('acute_at_once = ["acute"]', 'acute_at_once = ["urgent"]', "triage.acute_at_once: .*must name acute"),
        ('["care_avoidance", "self_neglect"]', '["care_avoidence"]', "triage.outreach_kinds"),
        ("personal_plan_days = 2", "personal_plan_days = 7", "near.personal_plan_days"),
        ("acute_hours = 24", "acute_hours = 0", "urgent_provision.acute_hours"),
        ('"08:30-17:00"', '"17:00-08:30"', "acute.office_hours: .*opening before the closing"),
        ('"08:30-17:00"', '"all day"', "acute.office_hours"),
        ('night_team = "night"', 'night_team = "Night team"', "acute.night_team"),
    ],
)
def test_it_names_the_file_and_the_fault(tmp_path: Path, was: str, becomes: str, says: str) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(TEXT.replace(was, becomes), encoding="utf-8")
    with pytest.raises(ValueError, match=f"policy.toml: .*{says}"):
        read(path, PolicyFile)


def test_a_night_team_that_is_a_neighbourhood_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text(TEXT.replace('"night"', '"de-bilt-west"'), encoding="utf-8")
    (tmp_path / "file").write_text("x")
    file = tmp_path / "file"
    with pytest.raises(ValidationError, match="night_team: de-bilt-west is a neighbourhood"):
        Settings(
            amqp_url="amqp://x",
            database_url="postgresql://x",
            token_file=file,
            key_file=file,
            intake_policy_file=tmp_path / "policy.toml",
        )


def test_a_neighbourhood_that_comes_later_is_not_called_as_the_night_team_is(tmp_path: Path) -> None:
    file, places = tmp_path / "file", tmp_path / "zeist.csv"
    file.write_text("00" * 32)
    places.write_text("3700AA;Zeist;Noord\n")
    own = Settings(
        amqp_url="amqp://x", database_url="postgresql://x", token_file=file, key_file=file, neighbourhoods_file=places
    )
    own.neighbourhoods._seconds = lambda: time.time() + 60
    places.write_text("3700AA;Zeist;Noord\n3701AA;Zeist;Night\n")
    assert own.places.neighbourhood("3701AA") == "unknown", "what held goes on to hold"
    assert own.neighbourhoods.fault and "night is a neighbourhood" in own.neighbourhoods.fault


def test_a_municipality_may_have_no_night_team(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(TEXT.replace('night_team = "night"', ""), encoding="utf-8")
    assert read(path, PolicyFile).night_team is None
