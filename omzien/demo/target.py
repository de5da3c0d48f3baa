"""The system that the demo runs against: one of its own, empty and gone afterwards, or one that runs already."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.local import system as local
from deploy.local.run import Run
from libs.delivery.tokens import read_tokens
from omzien import system as running
from omzien.demo import policy


@dataclass(frozen=True)
class Target:
    """Where to publish, subscribe and ask. `alone`: nobody else uses it, so everything in it is this demo's."""

    amqp_url: str
    urls: dict[str, str]
    token: str
    alone: bool


@contextmanager
def own(root: Path) -> Iterator[Target]:
    """A system of its own, stopped and deleted at the end. Raises StartFailed.

    Beside a system that `make up` keeps, on its broker and database: that is quicker. Else on servers that
    throw their data away, as the demo does: those start and stop quicker.
    """
    terms = policy.without_waiting(root / "build" / "demo")
    with local.running(root, durable=Run.read(root) is not None, extra=terms) as system:
        yield Target(
            amqp_url=system.place.amqp_url,
            urls={name: process.url for name, process in system.services.items()},
            token=read_tokens(system.token_file)[0],
            alone=True,
        )


def existing(amqp_url: str | None) -> Target:
    """The one that the environment names or `make up` recorded. Raises Advice."""
    found = running.system()
    return Target(amqp_url=running.amqp_url(amqp_url), urls=found.urls, token=found.token, alone=False)
