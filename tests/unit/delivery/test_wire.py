"""Whatever a stranger sends is a CloudEvent or is refused with a reason; nothing else comes out, and no value does."""

import json
from typing import Any
from uuid import uuid4

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from libs.contracts.envelope import MAX_BYTES
from libs.delivery.errors import Unreadable
from libs.delivery.raw import RawMessage
from libs.delivery.received import Cause
from libs.delivery.wire import Envelope, Incoming, read_cloudevent, read_event

STRUCTURED = "application/cloudevents+json"
EVENT = {"specversion": "1.0", "id": "7", "source": "urn:huisarts", "type": "nl.omzien.signals.submitted.v1"}
CAUSE = Cause("1", "1", "partner")

text = st.text(st.characters(codec=None), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=8,
)
header_values = values | st.binary(max_size=10) | st.datetimes()


def raw(body: bytes, content_type: str | None = STRUCTURED, headers: dict[str, Any] | None = None) -> RawMessage:
    return RawMessage(body, content_type, headers or {}, "", CAUSE)


def structured(**change: Any) -> RawMessage:
    return raw(orjson.dumps({**EVENT, "data": {"a": 1}, **change}))


@pytest.mark.parametrize("prefix", ["ce-", "cloudEvents:", "cloudEvents_"])
def test_binary_mode_is_read_with_each_of_its_prefixes(prefix: str) -> None:
    headers = {f"{prefix}{name}": value for name, value in EVENT.items()}
    read = read_cloudevent(raw(b'{"a": 1}', "application/json", headers))
    assert (read.id, read.source, read.type) == (EVENT["id"], EVENT["source"], EVENT["type"])
    assert orjson.loads(read.data) == {"a": 1}


def test_structured_mode_is_read_with_its_data_and_trace() -> None:
    read = read_cloudevent(structured(subject="s", traceparent="00-aa-bb-01", time="2026-01-05T10:00:00+01:00"))
    assert (read.id, read.subject, read.traceparent) == ("7", "s", "00-aa-bb-01")
    assert orjson.loads(read.data) == {"a": 1}


@pytest.mark.parametrize("name", ["id", "source", "type", "specversion"])
@pytest.mark.parametrize("value", [None, "", 7, ["Jan"], "Jan\0Jansen"])
def test_an_attribute_that_is_missing_or_no_text_is_named_and_not_quoted(name: str, value: object) -> None:
    with pytest.raises(Unreadable) as refused:
        read_cloudevent(structured(**{name: value}))
    assert refused.value.reason == "not_a_cloudevent"
    assert name in refused.value.detail or isinstance(value, (int, list))
    assert "Jan" not in str(refused.value)


def test_an_event_without_an_id_is_refused_since_a_made_up_one_would_be_another_each_time() -> None:
    with pytest.raises(Unreadable, match="wrong or missing: id"):
        read_cloudevent(raw(orjson.dumps({k: v for k, v in EVENT.items() if k != "id"})))


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (raw(b"{"), "not_json"),
        (raw(b"\xff\xfe"), "not_json"),
        (raw(b"[]"), "not_a_cloudevent"),
        (raw(b"[" * 60_000), "not_json"),
        (raw(b'{"specversion":"1.0","id":"\\ud800","source":"s","type":"t"}'), "not_a_cloudevent"),
        (raw(b'{"specversion":"1.0","id":"1","source":"s","type":"t","data":"\\ud800"}'), "data_invalid"),
        (raw(b"{}", "text/plain"), "not_a_cloudevent"),
        (raw(b"x" * (MAX_BYTES + 1)), "too_large"),
        (structured(time="yesterday"), "not_a_cloudevent"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_each_way_of_being_broken_has_its_reason(message: RawMessage, reason: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_cloudevent(message)
    assert refused.value.reason == reason


@given(st.binary(max_size=200), text | st.none(), st.dictionaries(text, header_values, max_size=4))
@example(b"", "", {"ce-": None})
def test_no_bytes_and_no_headers_lead_to_anything_but_an_event_or_a_reason(
    body: bytes, content_type: str | None, headers: dict[str, Any]
) -> None:
    _total(raw(body, content_type, headers))


@given(st.dictionaries(st.sampled_from([*EVENT, "time", "subject", "data", "data_base64", "x y"]), values))
def test_no_json_leads_to_anything_but_an_event_or_a_reason(change: dict[str, Any]) -> None:
    body = json.dumps({**EVENT, **change}).encode("utf-8", "surrogatepass")
    _total(raw(body))
    _total(raw(b"{}", "application/json", {f"ce-{name}": value for name, value in {**EVENT, **change}.items()}))


def _total(message: RawMessage) -> None:
    outcome = _outcome(message)
    if isinstance(outcome, Unreadable):
        assert outcome.detail.encode()
        assert "\0" not in outcome.detail
        return
    for name in (outcome.id, outcome.source, outcome.type):
        assert name.encode()
        assert "\0" not in name


def _outcome(message: RawMessage) -> Incoming | Unreadable:
    try:
        return read_cloudevent(message)
    except Unreadable as refused:
        return refused


OURS: dict[str, Any] = {
    "id": str(uuid4()),
    "source": "urn:nld:oin:00000000000000000000:systeem:omzien-intake",
    "type": "nl.omzien.cases.opened.v1",
    "subject": str(uuid4()),
    "sequence": "3",
    "time": "2026-01-05T10:00:00Z",
}


def test_our_own_are_read_with_their_ids_in_their_usual_form() -> None:
    read = read_event(orjson.dumps(OURS | {"id": OURS["id"].upper()}))
    assert (read.id, read.subject, read.sequence) == (OURS["id"], OURS["subject"], 3)


@given(st.dictionaries(st.sampled_from([*OURS, "data"]), values, min_size=1))
def test_our_own_are_an_envelope_or_unreadable_whatever_stands_in_them(change: dict[str, Any]) -> None:
    outcome = _ours(json.dumps({**OURS, **change}).encode("utf-8", "surrogatepass"))
    if isinstance(outcome, Unreadable):
        assert outcome.detail.encode()
    else:
        assert 1 <= outcome.sequence < 2**63
        assert "\0" not in outcome.id + outcome.source + outcome.type + outcome.subject


def _ours(body: bytes) -> Envelope | Unreadable:
    try:
        read = read_event(body)
        read.received(CAUSE)
    except Unreadable as refused:
        return refused
    return read


@given(st.binary(max_size=100))
def test_no_bytes_lead_to_anything_but_an_envelope_or_a_reason(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read_event(body)
