"""What a wrong policy answers, before anything is decided by it."""

from pathlib import Path

import pytest

from libs.delivery.policies import read
from libs.delivery.settings import ROOT
from services.arrangement.policy_file import PolicyFile

TEXT = (ROOT / "deploy" / "reference" / "arrangement-policy.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("soon = 21", "", "cover_days says nothing about soon"),
        ("soon = 21", "soon = -1", "cover_days.soon"),
        ("soon = 21", "soon = 10000000000", "cover_days.soon"),
        ("first_weeks = 6", "first_weeks = 0", "review.first_weeks"),
        ("[follow_up]", "[followup]", "follow_up: Field required"),
    ],
)
def test_it_names_the_file_and_the_fault(tmp_path: Path, was: str, becomes: str, says: str) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(TEXT.replace(was, becomes), encoding="utf-8")
    with pytest.raises(ValueError, match=f"policy.toml: .*{says}"):
        read(path, PolicyFile)
