"""What a wrong policy answers, before anything is decided by it."""

from pathlib import Path

import pytest

from libs.delivery.policies import read
from libs.delivery.settings import ROOT
from services.matching.policy_file import PolicyFile

TEXT = (ROOT / "deploy" / "reference" / "matching-policy.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("load = 20", "lode = 20", "weights must be there for"),
        ("load = 20", "load = -1", "weights.load"),
        ("soon = 72", "", "term_hours says nothing about soon"),
        ("far_km = 10.0", "far_km = 0", "far_km"),
    ],
)
def test_it_names_the_file_and_the_fault(tmp_path: Path, was: str, becomes: str, says: str) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(TEXT.replace(was, becomes), encoding="utf-8")
    with pytest.raises(ValueError, match=f"policy.toml: .*{says}"):
        read(path, PolicyFile)
