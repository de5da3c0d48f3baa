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
        ("[weights.recreation]", "[weights.loneliness]", "weights.loneliness: not a category"),
        ("distance = 15", "distanse = 15", "weights.recreation has distanse"),
        ("margin = 2", "margin = 101", "choice.margin"),
        ("nearby_km = 3.0", "nearby_km = 0", "supply.nearby_km"),
        ("enough = 3", "enough = 2", "gaps.enough"),
        ("needs_per_place = 2", "needs_per_place = -1", "lighter.needs_per_place"),
        ("invited = 18", "invited = 3", "bundles.groups.eating: .*minimum, maximum and invited"),
        ("[bundles.groups.eating]", "[bundles.groups.eten]", "bundles.groups.eten"),
        ("urgent = 0", "urgent = 1", "assignment: .*wait_hours must be 0 for urgent"),
        ("every_hours = 1\n", "every_hours = 0\n", "assignment.every_hours"),
        ("rest_days = 30", "", "bundles.rest_days: Field required"),
        ("max_length = 4", "max_length = 5", "rings.max_length"),
        ("answer_hours = 48", "answer_days = 2", "rings.answer_hours"),
        ("lowest = 0", "lowest = 1", "points.lowest"),
        ("warning_days = 30", "warning_days = 365", "warning_days must be fewer than unused_days"),
    ],
)
def test_it_names_the_file_and_the_fault(tmp_path: Path, was: str, becomes: str, says: str) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(TEXT.replace(was, becomes), encoding="utf-8")
    with pytest.raises(ValueError, match=f"policy.toml: .*{says}"):
        read(path, PolicyFile)
