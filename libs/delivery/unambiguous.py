"""JSON that means one thing to every reader: what parsers take in silence, each in its own way, is refused."""

import json
import math
from typing import Any

from libs.delivery.errors import Unreadable


def unambiguous(body: bytes) -> None:
    """Raises Unreadable `not_json` that says what is wrong, and nothing of the content."""
    try:
        _PARSER.decode(body.decode())
    except ValueError:
        # also what Python raises at a number of thousands of digits
        raise Unreadable("not_json", "the body is not JSON in UTF-8") from None
    except RecursionError:
        raise Unreadable("not_json", "nested too deeply") from None


def _each_once(pairs: list[tuple[str, Any]]) -> None:
    # of two values under one name one would be lost, and nobody knows which
    if len({name for name, _ in pairs}) != len(pairs):
        raise Unreadable("not_json", "an object has the same name twice")


def _no_number(_: str) -> None:
    raise Unreadable("not_json", "NaN and Infinity are no numbers in JSON")


def _finite(text: str) -> None:
    if math.isinf(float(text)):
        raise Unreadable("not_json", "a number that is too large")


_PARSER = json.JSONDecoder(object_pairs_hook=_each_once, parse_constant=_no_number, parse_float=_finite)
