"""The whole system as a municipality runs it: four processes on a real broker and database, for a module's tests."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.local import system
from libs.delivery.tokens import read_tokens
from omzien.demo import policy
from omzien.demo.target import Target

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Running:
    """Where it is, and what its services wrote."""

    target: Target
    logs: tuple[Path, ...]


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    """Started for one module, and gone afterwards."""
    terms = policy.without_waiting(ROOT / "build" / "scenarios")
    with system.running(ROOT, durable=False, extra=terms) as found:
        yield Running(
            Target(
                amqp_url=found.place.amqp_url,
                urls={name: process.url for name, process in found.services.items()},
                token=read_tokens(found.token_file)[0],
                alone=True,
            ),
            tuple(process.child.log for process in found.services.values()),
        )
