"""Whose policy a file is, is seen from what stands in it."""

from pathlib import Path

import pytest

from libs.contracts.topology import SERVICES
from libs.delivery.settings import REFERENCE
from omzien import policy
from omzien.errors import Advice


@pytest.mark.parametrize("service", SERVICES)
def test_a_policy_is_known_by_its_tables(service: str) -> None:
    assert policy.whose((REFERENCE / f"{service}-policy.toml").read_text(encoding="utf-8")) == service


@pytest.mark.parametrize("service", ["intake", "matching"])
def test_one_that_cannot_be_tried_is_told_by_its_name(service: str) -> None:
    with pytest.raises(Advice, match=f"is {service}'s policy: only signalling's and arrangement's can be tried"):
        policy.try_(REFERENCE / f"{service}-policy.toml")


def test_a_file_that_is_no_policy_at_all_is_told_with_its_line_before_any_service_is_asked(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text("version = 2\nholds_from = 2027-13-01\n")
    with pytest.raises(Advice, match=r"policy\.toml is no TOML: .*line 2"):
        policy.try_(tmp_path / "policy.toml")
