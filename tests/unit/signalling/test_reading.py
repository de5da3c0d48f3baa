"""What partners send: read in either mode, refused with a reason that names the fault and never the value."""

from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.contracts.signals import SignalSubmitted
from libs.contracts.words import RefusalReason
from libs.delivery.raw import RawMessage
from libs.delivery.received import Cause
from services.signalling.reading import Broken, Submission, admitted, read
from tests.unit.signalling.office import NOW, POLICY, lookup

TYPE = "nl.omzien.signals.submitted.v1"
DATA = {"kind": "loneliness", "partner": "gp", "address": {"postcode": "3731AB", "house_number": "12"}}
EVENT = {"specversion": "1.0", "id": "1", "source": "urn:gp", "type": TYPE, "data": DATA}


def raw(body: bytes, content_type: str | None = "application/cloudevents+json", **headers: Any) -> RawMessage:
    return RawMessage(body, content_type, headers, TYPE, Cause("1", "1", "partner"))


def structured(**more: Any) -> RawMessage:
    event = {name: value for name, value in (EVENT | more).items() if value is not None}
    return raw(orjson.dumps(event))


def submission(message: RawMessage) -> Submission:
    found = read(message, lookup)
    assert isinstance(found, Submission), found
    return found


def broken(message: RawMessage) -> Broken:
    found = read(message, lookup)
    assert isinstance(found, Broken), found
    return found


@pytest.mark.parametrize("prefix", ["ce-", "cloudEvents:", "cloudEvents_"])
def test_both_modes_are_the_same_signal(prefix: str) -> None:
    headers = {f"{prefix}{name}": value for name, value in EVENT.items() if name != "data"}
    binary = submission(raw(orjson.dumps(DATA), "application/json", **headers))
    other = submission(structured(data=dict(reversed(DATA.items()))))
    assert binary.key == other.key == ("urn:gp", "1")
    assert binary.content == other.content
    assert submission(structured(data=DATA | {"seen": "iets"})).content != other.content


def about(**more: Any) -> RawMessage:
    return structured(data=DATA | more)


@pytest.mark.parametrize(
    ("message", "reason", "says"),
    [
        (raw(b"{"), RefusalReason.NOT_JSON, ""),
        (raw(b"\xff\xfe"), RefusalReason.NOT_JSON, ""),
        (structured(id=None), RefusalReason.NOT_A_CLOUDEVENT, "id"),
        (structured(id="a\0b"), RefusalReason.NOT_A_CLOUDEVENT, "id"),
        (structured(id="x" * 300), RefusalReason.NOT_A_CLOUDEVENT, "id"),
        (structured(type="nl.omzien.signals.submited.v1"), RefusalReason.TYPE_UNKNOWN, "type"),
        (structured(data=None), RefusalReason.DATA_INVALID, "data"),
        (about(kind="lonely"), RefusalReason.DATA_INVALID, "data.kind"),
        (about(seen_on="Willemse"), RefusalReason.DATA_INVALID, "data.seen_on"),
        (about(partner="Willemse"), RefusalReason.PARTNER_UNKNOWN, "'housing_corporation'"),
        (about(seen="x" * 8_001), RefusalReason.DATA_INVALID, "data.seen"),
        (about(address=None), RefusalReason.ABOUT_NOBODY, "person"),
        (about(seen="x" * 70_000), RefusalReason.TOO_LARGE, "65536"),
    ],
)
def test_what_is_broken_is_refused_with_the_reason(message: RawMessage, reason: RefusalReason, says: str) -> None:
    found = broken(message)
    assert (found.reason, says in found.detail) == (reason, True), found.detail
    assert "Willemse" not in found.detail


def test_the_partner_finds_its_refusal_by_source_and_id_as_far_as_they_can_be_read() -> None:
    assert broken(structured(specversion=None)).event_id == "1"
    assert (broken(structured(id=None)).source, broken(structured(id=None)).event_id) == ("urn:gp", None)
    assert broken(raw(b"{")).source is None
    assert broken(raw(b"x" * 70_000, "text/plain", **{"ce-id": "9", "ce-source": "urn:gp"})).event_id == "9"


def test_in_binary_mode_what_the_data_calls_an_id_is_not_the_messages() -> None:
    found = broken(raw(b'{"id": "Willemse", "id": 1', "application/json", **{"ce-id": "9", "ce-source": "urn:gp"}))
    assert (found.source, found.event_id) == ("urn:gp", "9")


@pytest.mark.parametrize(
    "body",
    [
        b'{"id": "1", "source": "urn:gp", "data": {"id": "2", "source": "x"',
        b'{"data": {"id": "2", "source": "x", "a": [{"id": "3"}]}, "deep": ' + b"[" * 9_000 + b"]" * 9_000 + b","
        b'"source" : "urn:gp","id":\n"1"}',
        b'{"a": "\\"id\\": \\"2\\"", "b": "id", "c": "source", "id": "1", "source": "urn:gp", "n": NaN}',
        b'{"id": "1", "source": "urn:gp", "seen": "\\ud800"}',
    ],
)
def test_source_and_id_are_found_in_what_no_parser_takes(body: bytes) -> None:
    found = broken(raw(body))
    assert (found.source, found.event_id) == ("urn:gp", "1")


@pytest.mark.parametrize(
    "body", [b'{"id": "1', b'{"id": 1, "n": NaN}', b'{"id": ["1"], "n": NaN}', b'["id", "1"', b"}" * 9]
)
def test_what_is_not_said_is_not_guessed(body: bytes) -> None:
    assert broken(raw(body)).event_id is None


def test_it_takes_no_longer_than_the_message_is_long_to_look_for_them() -> None:
    for body in (b'{"' + b'\\"' * 32_000, b'{"id' * 16_000, b'"id":' * 13_000):
        assert broken(raw(body)).event_id is None


def test_a_gap_and_an_acute_worry_that_says_what_was_seen_need_nobody() -> None:
    assert submission(about(address=None, kind="service_gap")).told.address is None
    calling = about(address=None, urgency="acute", seen="Er roept iemand om hulp op de Kerklaan.")
    assert submission(calling).told.address is None
    assert broken(about(address=None, urgency="acute")).reason is RefusalReason.ABOUT_NOBODY


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=12, max_size=16)


CONTENT_TYPES = st.sampled_from([None, "", "application/json", "application/cloudevents+json", "text/plain", "x/y"])
HEADERS = st.dictionaries(
    st.sampled_from(["ce-id", "ce-source", "ce-type", "ce-time", "cloudEvents:specversion", "cloudEvents_id", "x"]),
    st.text(max_size=12) | st.integers() | st.none() | st.binary(max_size=4) | st.just(TYPE) | st.just("1.0"),
)
#: Of a sound message: where it is cut open, what is thrown away there, and what is put in.
CUTS = st.tuples(
    st.integers(0, 400),
    st.integers(0, 12),
    st.binary(max_size=12)
    | st.sampled_from(
        [b"\\u0000", b"\\ud800", b"NaN", b"1e999", b"9" * 5_000, b"[" * 2_000, b'"id":"2",', b"\xef\xbb\xbf"]
    ),
)


@given(st.binary(max_size=200), CONTENT_TYPES, HEADERS)
def test_any_bytes_are_one_or_the_other(body: bytes, content_type: str | None, headers: dict[str, Any]) -> None:
    _is_one_or_the_other(RawMessage(body, content_type, headers, TYPE, Cause("1", "1", "partner")))


@given(st.lists(CUTS, min_size=1, max_size=3), CONTENT_TYPES, st.booleans())
def test_a_sound_message_that_was_damaged_anywhere_is_one_or_the_other(
    cuts: list[tuple[int, int, bytes]], content_type: str | None, binary: bool
) -> None:
    headers = {f"ce-{name}": value for name, value in EVENT.items() if name != "data"} if binary else {}
    body = orjson.dumps(DATA if binary else EVENT)
    for place, gone, new in cuts:
        body = body[:place] + new + body[place + gone :]
    _is_one_or_the_other(raw(body, content_type, **headers))


def _is_one_or_the_other(message: RawMessage) -> None:
    found = admitted(POLICY, NOW.date(), read(message, lookup))
    if isinstance(found, Broken):
        assert found.reason in RefusalReason
        assert found.detail.strip()
        (found.detail + (found.source or "") + (found.event_id or "")).encode()  # the database takes no half characters
    else:
        assert isinstance(found, Submission)


@settings(max_examples=60)
@given(st.sampled_from([*EVENT, "time", "dataschema", "datacontenttype", "traceparent"]), json_values)
def test_any_value_anywhere_in_the_envelope_is_one_or_the_other(name: str, value: object) -> None:
    try:
        message = raw(orjson.dumps(EVENT | {name: value}))
    except TypeError:
        return  # no JSON: integers beyond 64 bits, lone surrogates
    assert isinstance(read(message, lookup), Submission | Broken)


@settings(max_examples=40)
@given(st.sampled_from(sorted(SignalSubmitted.model_fields)), NAMES)
def test_a_refusal_never_repeats_what_was_in_the_field(name: str, value: str) -> None:
    for wrong in (value, {"birth_date": value}, {"surname": [value]}, [value] * 3, {value: value}):
        found = read(about(**{name: wrong}), lookup)
        if isinstance(found, Broken):
            assert value not in found.detail
