"""The file of partners' tokens: what is wrong in it is named by its line, and no token is ever told."""

from pathlib import Path

import pytest

from libs.contracts.words import PartnerKind
from libs.delivery.partners import Partner, read_partners

TOKEN = "0123456789abcdef"
SOURCE = "urn:nld:oin:00000001234567890000:systeem:huisarts"


def test_each_line_is_a_system_and_a_system_may_have_two_tokens(tmp_path: Path) -> None:
    (tmp_path / "partners").write_text(f"# the practice\n\n{TOKEN} {SOURCE} gp\n  {TOKEN}-2\t{SOURCE}  gp\n")
    practice = Partner(SOURCE, PartnerKind.GP)
    assert read_partners(tmp_path / "partners") == {TOKEN: practice, f"{TOKEN}-2": practice}


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (f"{TOKEN} {SOURCE}", "three words; there are 2"),
        (f"{TOKEN} {SOURCE} gp and more", "three words; there are 5"),
        (f"short {SOURCE} gp", "16 characters or more"),
        (f"{TOKEN} {SOURCE} gp\n{TOKEN} {SOURCE}-2 gp", "line 2: this token stands on an earlier line"),
        (f"{TOKEN} {'x' * 256} gp", "a source has 255 characters at most"),
        (f"{TOKEN} {SOURCE} dokter", "the kind is one of housing_corporation"),
    ],
)
def test_a_wrong_line_is_named_without_its_token(tmp_path: Path, line: str, fault: str) -> None:
    (tmp_path / "partners").write_text(line)
    with pytest.raises(ValueError, match="partners: line ") as refused:
        read_partners(tmp_path / "partners")
    assert fault in str(refused.value)
    assert TOKEN not in str(refused.value)
