"""The files of tokens: what is wrong in them is named by its line, and no token is ever told."""

from pathlib import Path

import pytest

from libs.contracts.words import PartnerKind
from libs.delivery.tokens import Partner, read_partners, read_tokens

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
        (f"{TOKEN}é {SOURCE} gp", "all of ASCII"),
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


def test_tokens_that_open_everything_stand_alone_on_their_lines(tmp_path: Path) -> None:
    (tmp_path / "tokens").write_text(f"\ufeff{TOKEN}\n# the advisers\n\n  {TOKEN}-2\n")
    assert read_tokens(tmp_path / "tokens") == (TOKEN, f"{TOKEN}-2")


@pytest.mark.parametrize(
    ("held", "fault"),
    [
        (f"{TOKEN}\n{TOKEN} the advisers".encode(), "line 2: one token to a line"),
        (f"{TOKEN} {SOURCE} gp".encode(), "line 1: one token to a line"),
        (b"# nobody\n", "holds no token"),
        (TOKEN.encode() + b"\xff", "is not UTF-8"),
    ],
)
def test_no_word_beside_a_token_opens_anything(tmp_path: Path, held: bytes, fault: str) -> None:
    (tmp_path / "tokens").write_bytes(held)
    with pytest.raises(ValueError, match=fault) as refused:
        read_tokens(tmp_path / "tokens")
    assert TOKEN not in str(refused.value)
    assert refused.value.__cause__ is None
