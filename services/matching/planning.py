"""Has a round worked out by a process of its own, `planner.py`: the question goes to its stdin, the plan comes back.

Apart from the service, since it takes all of a processor for seconds, in which the service has heartbeats to send and
urgent needs to answer.
"""

import asyncio
import pickle
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from libs.contracts.places import Places
from services.matching.domain.assignment import Line
from services.matching.domain.policy import Policy

COMMAND = (sys.executable, "-m", "services.matching.planner")


@dataclass(frozen=True)
class Question:
    """What is to be worked out, and from where."""

    database_url: str
    neighbourhoods: Sequence[str]
    places: Places
    policy: Policy
    now: datetime


@dataclass(frozen=True)
class Plan:
    """What the round means for each need, in the order in which it is applied; and what it looks like in numbers."""

    lines: list[Line]
    figures: Mapping[str, Any]


class Failed(Exception):
    """A round could not be worked out; the message says why."""


async def ask(question: Question, patience: float) -> Plan:
    """The plan, from a process of its own. Raises Failed when it has none, or not within so many seconds."""
    process = await asyncio.create_subprocess_exec(
        *COMMAND, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(patience):
            told, said = await process.communicate(pickle.dumps(question))
    except TimeoutError:
        raise Failed(f"not worked out within {patience:.0f} seconds") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        # the last line only, which names the error: what stands above it may hold what was read
        lines = said.decode(errors="replace").strip().splitlines()
        raise Failed(f"ended with {process.returncode}: {lines[-1][:200] if lines else 'nothing said'}")
    plan: Plan = pickle.loads(told)  # noqa: S301 - from our own process
    return plan
