"""Exactly once: whatever comes twice, in whatever batches, each id has one effect."""

from collections import Counter
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from libs.contracts.words import RefusalReason
from services.signalling.reading import Broken, EventKey, Submission, read
from services.signalling.recognition import Receipt, claims, sort_out
from tests.unit.signalling.office import ids, lookup
from tests.unit.signalling.test_reading import DATA, structured

#: (source, id, content) of messages, cut into batches.
BATCHES = st.lists(
    st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("123"), st.sampled_from("xy")), max_size=8), max_size=5
)


class Partner:
    """The receipts that a database would keep between batches."""

    def __init__(self) -> None:
        self._ids = ids()
        self.receipts: dict[EventKey, Receipt] = {}
        self.arrived: list[tuple[UUID, Submission]] = []
        self.repeats: Counter[EventKey] = Counter()
        self.changed: list[Broken] = []

    def sends(self, batch: list[tuple[str, str, str]]) -> None:
        readings = [
            read(structured(source=f"urn:{source}", id=id_, data=DATA | {"seen": content}), lookup)
            for source, id_, content in batch
        ]
        claimed = claims(readings, lambda: next(self._ids))
        known = {key: Receipt(r.content, r.signal, fresh=False) for key, r in self.receipts.items()}
        sorted_ = sort_out(readings, claimed | {key: r for key, r in known.items() if key in claimed})
        self.receipts = claimed | self.receipts
        self.arrived += sorted_.arrivals.items()
        self.repeats += sorted_.repeats
        self.changed += sorted_.broken


@settings(max_examples=60)
@given(BATCHES)
def test_every_id_arrives_once_and_every_message_is_accounted_for(batches: list[list[tuple[str, str, str]]]) -> None:
    partner = Partner()
    for batch in batches:
        partner.sends(batch)
    sent = [each for batch in batches for each in batch]
    firsts: dict[EventKey, str] = {}
    for source, id_, content in sent:
        firsts.setdefault((f"urn:{source}", id_), content)
    assert {each.key: each.told.seen for _, each in partner.arrived} == firsts
    assert len(partner.arrived) == len(firsts) == len({id_ for id_, _ in partner.arrived})
    same = Counter((f"urn:{source}", id_) for source, id_, content in sent if firsts[f"urn:{source}", id_] == content)
    assert partner.repeats == same - Counter(firsts.keys())
    assert len(partner.changed) == len(sent) - same.total()
    assert {each.reason for each in partner.changed} <= {RefusalReason.CONTENT_CHANGED}


def test_an_id_that_was_refused_can_be_used_again() -> None:
    partner = Partner()
    partner.sends([("a", "1", "x" * 9_000)])
    assert [each.reason for each in partner.changed] == [RefusalReason.DATA_INVALID]
    partner.sends([("a", "1", "korter")])
    assert [each.told.seen for _, each in partner.arrived] == ["korter"]
