"""Whoever follows the pages of a list sees all of it once, and is never sent to an empty one."""

from hypothesis import given
from hypothesis import strategies as st

from libs.delivery.pages import cut


@given(st.integers(0, 20), st.integers(1, 10))
def test_pages_follow_each_other_until_the_last_however_full_it_is(length: int, limit: int) -> None:
    listed, seen, pages = range(1, length + 1), list[int](), 0
    last: int | None = 0
    while last is not None:
        page, last = cut(listed[last : last + limit + 1], limit)
        seen += page
        pages += 1
    assert seen == list(listed)
    assert pages == max(1, -(-length // limit))
