"""How rows are locked, so that whoever had to wait for a row gets it too."""

import re

import pytest

from libs.delivery.statements import Statements
from tests.architecture.imports import ROOT

LOCKING = [
    pytest.param(text, id=name)
    for folder in sorted(ROOT.glob("*/*/sql"))
    for name, text in Statements.read(folder)
    if "for update" in text
]


@pytest.mark.parametrize("text", LOCKING)
def test_rows_to_lock_are_not_picked_by_in(text: str) -> None:
    """`in (select ...)` can be planned as a join with what was made unique. When such a statement has waited for a row
    that somebody changed, the database looks whether the row still fits; it has lost what it was joined with, and
    leaves the row out: unlocked, undecided, without an error. `= any(array(select ...))` is worked out once, before.
    """
    assert not re.search(r"\bin\s*\(\s*select\b", text)
