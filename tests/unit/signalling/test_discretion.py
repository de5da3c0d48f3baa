"""No event says who, where, or what was seen; nor which kind of partner, when that was not told openly."""

import string
from base64 import b64encode
from datetime import date
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.contracts.signals import Address, Discretion, Person, Reporter, SignalEvent
from libs.contracts.words import Certainty, PartnerKind, ReporterCategory, SignalKind, Urgency
from libs.delivery.raw import RawMessage
from services.signalling.aside import kept_aside
from services.signalling.domain.signal import State, close, dismiss, end_hold, erase, miss_term, pick_up
from tests.unit.signalling.office import NOW, VALID_BSN, Office, worry
from tests.unit.signalling.test_reading import EVENT, raw, structured, submission

#: Long enough that they stand in no type, code or id by accident.
WORDS = st.text(alphabet=string.ascii_uppercase, min_size=10, max_size=20)


@settings(max_examples=40)
@given(
    words=st.lists(WORDS, min_size=10, max_size=10),
    kind=st.sampled_from(SignalKind),
    urgency=st.sampled_from(Urgency),
    certainty=st.sampled_from(Certainty),
    partner=st.sampled_from(PartnerKind),
    number=st.integers(10_000_000, 99_999_999),
    born=st.dates(date(1920, 1, 1), date(2020, 1, 1)),
    discretion=st.sampled_from(Discretion),
)
def test_whatever_a_partner_says_none_of_its_words_is_in_an_event(
    words: list[str],
    kind: SignalKind,
    urgency: Urgency,
    certainty: Certainty,
    partner: PartnerKind,
    number: int,
    born: date,
    discretion: Discretion,
) -> None:
    surname, street, town, seen, reference, source, suffix, name, phone, email = words
    told = worry(
        kind=kind,
        urgency=urgency,
        certainty=certainty,
        partner=partner,
        person=Person(surname=surname, bsn=f"1{number}", birth_date=born.isoformat()),
        address=Address(street=street, town=town, postcode="3731QX", house_number=f"{number}", suffix=suffix),
        seen=seen,
        reference=reference,
        reporter=Reporter(name=name, phone=phone, email=email),
        discretion=discretion,
    )
    office = Office()
    signal = office.take(told, source)
    office.amend(signal, told)
    office.take(worry(address=told.address, partner=PartnerKind.SCHOOL), "urn:school")
    now = office.now_is(signal)
    for change in (end_hold, miss_term, erase, lambda s: dismiss(s, "unfounded")):
        office.keep([change(now)])
    office.keep([pick_up(now, signal.id), close(now, signal.id)])
    told_all = "\n".join(event.model_dump_json() for _, event in office.told)
    for word in (*words, str(number), "3731QX", "3731 QX"):
        assert word not in told_all
    assert born.isoformat() not in told_all or born == NOW.date()
    assert f'"{partner.value}"' not in told_all, "the reporter is a category"


@pytest.mark.parametrize("discretion", [Discretion.CONFIDENTIAL, Discretion.ANONYMOUS])
def test_what_is_not_told_openly_names_no_category_in_any_event(discretion: Discretion) -> None:
    office = Office()
    signal = office.take(worry(discretion=discretion, urgency=Urgency.ACUTE))
    office.keep([pick_up(signal, signal.id), close(signal, signal.id), erase(close(signal, signal.id)[0])])
    told = [event for _, event in office.told if isinstance(event, SignalEvent)]
    assert len(told) == 5
    assert {event.reporter for event in told} == {ReporterCategory.UNDISCLOSED}


def test_two_partners_who_are_not_disclosed_still_are_two() -> None:
    office = Office()
    one = office.take(worry(discretion="anonymous"), "urn:gp")
    office.take(worry(discretion="anonymous"), "urn:gp")
    assert office.now_is(one).state is State.HELD, "one partner who repeats itself"
    office.take(worry(discretion="confidential", partner=PartnerKind.SCHOOL), "urn:school")
    assert office.now_is(one).state is State.RAISED


def test_a_partner_may_disclose_later_what_it_told_in_confidence() -> None:
    office = Office()
    signal = office.take(worry(discretion="confidential"))
    assert office.amend(signal, worry()).reporter is ReporterCategory.CARE


TOLD = {"kind": "loneliness", "partner": "gp", "address": {"postcode": "3731AB", "house_number": "12"}}
NEIGHBOUR = {"name": "Buurvrouw", "phone": "030-1234567", "email": "buurvrouw@example.org"}


@pytest.mark.parametrize("mode", ["structured", "binary"])
def test_of_who_told_it_anonymously_nothing_is_read(mode: str) -> None:
    data = TOLD | {"reporter": NEIGHBOUR, "discretion": "anonymous"}
    assert submission(_in(mode, data)).told.reporter is None
    named = submission(_in(mode, data | {"discretion": "confidential"})).told.reporter
    assert named is not None
    assert named.name == "Buurvrouw"


@pytest.mark.parametrize("mode", ["structured", "binary", "base64"])
def test_of_who_told_it_anonymously_nothing_is_kept_aside_when_it_is_refused(mode: str) -> None:
    data = TOLD | {"kind": "lonely", "reporter": NEIGHBOUR, "discretion": "anonymous", "person": {"bsn": VALID_BSN}}
    kept = kept_aside(_in(mode, data).body)
    without = {name: value for name, value in data.items() if name != "reporter"}
    assert orjson.loads(kept) == orjson.loads(_in(mode, without).body)
    openly = _in(mode, data | {"discretion": "open"}).body
    assert kept_aside(openly) == openly


@given(
    st.binary(max_size=200) | st.sampled_from([b"[]", b'{"data_base64": 1}', b'{"data_base64": "x"}', b'{"data": 1}'])
)
def test_what_cannot_be_read_is_kept_aside_as_it_came(body: bytes) -> None:
    assert kept_aside(body) == body


def _in(mode: str, data: dict[str, Any]) -> RawMessage:
    if mode == "structured":
        return structured(data=data)
    if mode == "base64":
        return structured(data=None, data_base64=b64encode(orjson.dumps(data)).decode())
    headers = {f"ce-{name}": value for name, value in EVENT.items() if name != "data"}
    return raw(orjson.dumps(data), "application/json", **headers)
