"""Whose policy a file is, is seen from what stands in it."""

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
