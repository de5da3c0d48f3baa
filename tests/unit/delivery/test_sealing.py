"""What is sealed is read by nobody without the key, and differs each time; a lookup finds without reading."""

from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap
from hypothesis import given
from hypothesis import strategies as st

from libs.delivery.sealing import Sealer

OURS, THEIRS = Sealer(bytes(32)), Sealer(bytes(31) + b"\1")


@given(st.binary(max_size=200))
def test_it_is_opened_by_its_own_key_only_and_differs_each_time(plain: bytes) -> None:
    sealed = OURS.seal(plain)
    assert OURS.open(sealed) == plain
    assert sealed != OURS.seal(plain)
    assert len(plain) < 4 or plain not in sealed
    with pytest.raises(InvalidUnwrap):
        THEIRS.open(sealed)


@given(st.binary(min_size=1, max_size=50), st.data())
def test_a_changed_bit_is_noticed(plain: bytes, data: st.DataObject) -> None:
    sealed = bytearray(OURS.seal(plain))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1
    with pytest.raises((InvalidTag, InvalidUnwrap)):
        OURS.open(bytes(sealed))


@given(st.text(max_size=20), st.text(max_size=20))
def test_a_lookup_is_the_same_for_the_same_and_tells_kinds_and_keys_apart(one: str, other: str) -> None:
    assert OURS.lookup("address", one) == OURS.lookup("address", one)
    assert (OURS.lookup("address", one) == OURS.lookup("address", other)) == (one == other)
    assert OURS.lookup("address", one) != OURS.lookup("person", one)
    assert OURS.lookup("address", one) != THEIRS.lookup("address", one)


@pytest.mark.parametrize("text", ["", "zz", "00" * 31])
def test_a_key_file_that_holds_no_key_is_refused_by_its_name(tmp_path: Path, text: str) -> None:
    file = tmp_path / "key"
    file.write_text(text)
    with pytest.raises(ValueError, match="key"):
        Sealer.read(file)
