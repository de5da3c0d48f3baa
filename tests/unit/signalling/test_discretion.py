"""No event says who, where, or what was seen."""

import string
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from libs.contracts.signals import Address, Person
from libs.contracts.words import Certainty, PartnerKind, SignalKind, Urgency
from services.signalling.domain.signal import close, dismiss, end_hold, erase, miss_term, pick_up
from tests.unit.signalling.office import NOW, Office, worry

#: Long enough that they stand in no type, code or id by accident.
WORDS = st.text(alphabet=string.ascii_uppercase, min_size=10, max_size=20)


@settings(max_examples=40)
@given(
    words=st.lists(WORDS, min_size=7, max_size=7),
    kind=st.sampled_from(SignalKind),
    urgency=st.sampled_from(Urgency),
    certainty=st.sampled_from(Certainty),
    partner=st.sampled_from(PartnerKind),
    number=st.integers(10_000_000, 99_999_999),
    born=st.dates(date(1920, 1, 1), date(2020, 1, 1)),
)
def test_whatever_a_partner_says_none_of_its_words_is_in_an_event(
    words: list[str],
    kind: SignalKind,
    urgency: Urgency,
    certainty: Certainty,
    partner: PartnerKind,
    number: int,
    born: date,
) -> None:
    surname, street, town, seen, reference, source, suffix = words
    told = worry(
        kind=kind,
        urgency=urgency,
        certainty=certainty,
        partner=partner,
        person=Person(surname=surname, bsn=f"1{number}", birth_date=born.isoformat()),
        address=Address(street=street, town=town, postcode="3731QX", house_number=f"{number}", suffix=suffix),
        seen=seen,
        reference=reference,
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
