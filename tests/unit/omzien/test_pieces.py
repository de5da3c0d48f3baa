"""A file read a piece at a time means what it means as a whole, wherever its blocks end."""

from io import BytesIO
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omzien import pieces
from omzien.pieces import NotJson, Pieces


class Slow(BytesIO):
    """Gives so many bytes at a time, whatever is asked."""

    def __init__(self, body: bytes, step: int) -> None:
        super().__init__(body)
        self.step = step

    def read(self, _: int | None = -1, /) -> bytes:
        return super().read(self.step)


def all_of(json: Pieces) -> Any:
    """A value, with its containers gone through by hand."""
    match json.ahead():
        case b"{":
            return {name: all_of(json) for name in json.members()}
        case b"[":
            return [all_of(json) for _ in json.elements()]
    return json.value()


def whole(body: bytes, step: int) -> Any:
    json = Pieces(Slow(body, step))
    found = all_of(json)
    json.end()
    return found


TEXT = st.text(alphabet=st.sampled_from('ab"\\{}[],:é 漢\n\t'), max_size=6)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=12,
)
STEPS = st.integers(1, 40)


@given(JSON, STEPS, st.booleans())
def test_it_means_the_same_in_pieces_of_any_size(content: Any, step: int, indented: bool) -> None:
    body = orjson.dumps(content, option=orjson.OPT_INDENT_2 if indented else 0)
    assert whole(body, step) == orjson.loads(body)
    assert Pieces(Slow(body, step)).value() == orjson.loads(body)


@given(JSON, STEPS, st.data())
def test_what_is_broken_as_a_whole_is_broken_in_pieces(content: Any, step: int, data: st.DataObject) -> None:
    body = orjson.dumps(content)
    at = data.draw(st.integers(0, len(body)))
    cut = data.draw(st.integers(0, 3))
    body = (
        body[:at]
        + data.draw(st.sampled_from([b"", b",", b'"', b"}", b"]", b"[", b"\\", b":", b" 1"]))
        + body[at + cut :]
    )
    try:
        expected = orjson.loads(body)
    except orjson.JSONDecodeError:
        with pytest.raises(NotJson):
            whole(body, step)
    else:
        assert whole(body, step) == expected


@given(st.lists(JSON, max_size=4), STEPS)
def test_what_is_passed_over_is_as_long_as_what_is_read(contents: list[Any], step: int) -> None:
    json = Pieces(Slow(b"\n".join(orjson.dumps(each) for each in contents), step))
    left = []
    for number, _ in enumerate(json.values()):
        if number % 2:
            json.skip()
        else:
            left.append(json.value())
    assert left == [orjson.loads(orjson.dumps(each)) for each in contents[::2]]


def test_a_long_list_is_passed_over_without_being_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "MOST", 10_000)
    body = b'[{"a": [' + b'"x{", ' * 20_000 + b"1]}, 7]"
    json = Pieces(Slow(body, 1_000))
    elements = json.elements()
    next(elements)
    json.skip()
    next(elements)
    assert json.value() == 7
    with pytest.raises(NotJson, match="a value is longer"):
        Pieces(Slow(body, 1_000)).value()


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b'{"a": ' + b"9" * 10_000 + b"e9999}", b'"\\ud800"', b"\xef\xbb\xbf{}", b'"\xff"', b"NaN"]
)
def test_what_no_reader_takes_is_told_in_a_line_without_what_stands_there(body: bytes) -> None:
    with pytest.raises(NotJson) as told:
        Pieces(BytesIO(body)).value()
    assert "\n" not in str(told.value)
    assert len(str(told.value)) < 100
