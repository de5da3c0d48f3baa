"""Nobody fills a service's memory with one request, and least of all somebody who has no token."""

from collections.abc import AsyncIterator

import httpx
import pytest

from libs.delivery.http import LONGEST, LONGEST_OF_PARTNER

REPLAY = "http://service/v1/dead-letters/00000000-0000-0000-0000-000000000000/replay"
SIGNALS = "http://service/v1/signals"
PIECE = b" " * 2**16


class Endless:
    """A request of which nobody knows how long it will be."""

    def __init__(self) -> None:
        self.sent = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while self.sent < 2 * LONGEST:
            self.sent += len(PIECE)
            yield PIECE


async def test_a_request_that_says_it_is_too_long_is_not_read(http: httpx.AsyncClient) -> None:
    answer = await http.post(REPLAY, content=b"{" + b" " * LONGEST)
    assert answer.status_code == 413


async def test_a_request_without_a_length_is_read_as_far_as_is_allowed(http: httpx.AsyncClient) -> None:
    endless = Endless()
    answer = await http.post(REPLAY, content=endless)
    assert answer.status_code == 413
    assert endless.sent <= LONGEST + len(PIECE)


@pytest.mark.parametrize("http", ["signalling"], indirect=True)
async def test_less_is_read_of_a_partner(http: httpx.AsyncClient) -> None:
    assert (await http.post(SIGNALS, content=b" " * (LONGEST_OF_PARTNER + 1))).status_code == 413
    assert (await http.post(SIGNALS, content=b" " * LONGEST_OF_PARTNER)).status_code == 401
