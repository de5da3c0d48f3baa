"""Named places where a test can kill, stop or break a service. Off unless OMZIEN_FAILPOINTS names one.

`consumer.before_commit=kill@3` kills the process when that place is reached for the third time;
`relay.after_confirm=error` raises there every time; `...=sleep:2` waits two seconds.
"""

import asyncio
import os
import signal
from collections import Counter


class FailpointError(RuntimeError):
    """A test asked for a failure here."""


_actions: dict[str, tuple[str, int]] = {}
_hits: Counter[str] = Counter()


def arm(specification: str) -> None:
    """Set all failpoints anew, from the text of OMZIEN_FAILPOINTS; an empty text turns all off."""
    _actions.clear()
    _hits.clear()
    for each in filter(None, specification.split(",")):
        name, _, action = each.partition("=")
        action, _, nth = action.partition("@")
        if action not in ("kill", "error") and not action.startswith("sleep:"):
            raise ValueError(f"a failpoint's action is kill, error or sleep:<seconds>, not {action!r}")
        _actions[name.strip()] = (action, int(nth or 0))


async def failpoint(name: str) -> None:
    """Does nothing in production."""
    if not _actions or name not in _actions:
        return
    action, nth = _actions[name]
    _hits[name] += 1
    if nth and _hits[name] != nth:
        return
    if action == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif action == "error":
        raise FailpointError(name)
    else:
        await asyncio.sleep(float(action.removeprefix("sleep:")))
