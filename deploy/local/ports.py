"""Free ports on loopback."""

import random
import socket
from collections.abc import Iterator
from contextlib import ExitStack

LOOPBACK = "127.0.0.1"

# Below the range from which Linux takes the ports of outgoing connections: one of those could take
# a port between our look and the server's bind. Above the ports that have a name.
_RANGE = range(20_000, 32_000)


def free(count: int) -> list[int]:
    """Distinct ports on which nothing listens now."""
    with ExitStack() as held:  # all held until the last is found, so that none is found twice
        return [port for port, _ in zip(_bindable(held), range(count), strict=False)]


def answers(port: int, host: str = LOOPBACK) -> bool:
    """Whether somebody accepts connections there."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def _bindable(held: ExitStack) -> Iterator[int]:
    for port in random.sample(_RANGE, len(_RANGE)):
        candidate = held.enter_context(socket.socket())
        try:
            candidate.bind((LOOPBACK, port))
        except OSError:
            continue
        yield port
