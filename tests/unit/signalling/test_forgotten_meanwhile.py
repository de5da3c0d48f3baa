"""What is erased between the question whether it is there and the lock on it is made anew, not missed."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from libs.contracts.words import RefusalReason
from services.signalling import store
from services.signalling.domain.refusal import Refusal

NOW = datetime(2026, 3, 2, tzinfo=UTC)
ID = UUID(int=1)


class Answers:
    """A database that gives these answers to questions, one after the other."""

    def __init__(self, *answers: list[dict[str, Any]]) -> None:
        self.answers = list(answers)

    async def execute(self, *_: Any) -> None:
        """Takes everything."""

    async def fetch(self, *_: Any) -> list[dict[str, Any]]:
        return self.answers.pop(0)


async def test_a_number_whose_signal_is_erased_meanwhile_stands_for_the_new_one() -> None:
    db: Any = Answers([], [{"source": "urn:gp", "reference": b"7", "signal": ID}])
    assert await store.lock_records(db, {("urn:gp", b"7"): ID}) == {("urn:gp", b"7"): ID}
    assert db.answers == []


async def test_a_refusal_that_is_erased_meanwhile_is_kept_anew() -> None:
    refusal = Refusal(ID, "urn:gp", "1", (RefusalReason.DATA_INVALID,), "data: not JSON")
    db: Any = Answers([], [], [{"id": ID}])
    assert await store.keep_refusals(db, {b"7": (refusal, b"sealed")}, NOW) == {b"7": ID}
    assert db.answers == []
