"""A trace goes on through a service that tells nobody of spans."""

import re

import pytest

from libs.delivery.tracing import following, traceparent_of

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def test_it_is_passed_on_unchanged() -> None:
    assert traceparent_of(following("a step", TRACE)) == TRACE


@pytest.mark.parametrize(
    "told", [None, 7, "", "00-aa-bb-01", TRACE.replace("00-", "ff-", 1), f"00-{'0' * 32}-{'0' * 16}-01"]
)
def test_what_is_none_begins_a_new_one(told: object) -> None:
    first, second = (traceparent_of(following("a step", told)) for _ in range(2))
    assert re.fullmatch("00-[0-9a-f]{32}-[0-9a-f]{16}-00", first)
    assert first != second
