"""What a wrong policy answers, before anything is decided by it."""

from pathlib import Path

import pytest

from libs.delivery.policies import read
from libs.delivery.settings import ROOT
from services.intake.policy_file import PolicyFile

TEXT = (ROOT / "deploy" / "reference" / "intake-policy.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("score = 2", "score = 6", "complex.score"),
        ("domains = 2", "domains = 9", "complex.domains"),
        ("at_most = 5", "at_most = 0", "advice.at_most"),
        ("at_most = 5", "at_mots = 5", "advice.at_mots: Extra inputs"),
    ],
)
def test_it_names_the_file_and_the_fault(tmp_path: Path, was: str, becomes: str, says: str) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(TEXT.replace(was, becomes), encoding="utf-8")
    with pytest.raises(ValueError, match=f"policy.toml: .*{says}"):
        read(path, PolicyFile)
