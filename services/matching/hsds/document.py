"""A document of HSDS as it was given: that is what is kept, so that nothing which somebody told is lost."""

import math
from typing import Any, TypeVar

from pydantic import ValidationError

from libs.contracts.refusals import Refused
from services.matching.hsds.terms import Known

Document = dict[str, Any]
M = TypeVar("M", bound=Known)

#: Levels of nesting; HSDS itself has eight.
DEEPEST = 32
#: Faults that are named; a document may have thousands.
NAMED = 10


def read(given: Document, form: type[M]) -> tuple[M, Document]:
    """What is told, and the document to keep: as given, but without nulls, which HSDS does not have.

    Raises Refused with what is wrong and where.
    """
    try:
        document = _kept(given, 0)
        return form.model_validate(document), document
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)
        faults = [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in found[:NAMED]]
        more = [f"and {len(found) - NAMED} more"] if len(found) > NAMED else []
        raise Refused("not-hsds", "; ".join([*faults, *more])) from None


def _kept(value: Any, depth: int) -> Any:
    """Raises Refused for what the database does not take."""
    if depth > DEEPEST:
        raise Refused("not-hsds", f"It is nested more than {DEEPEST} levels deep.")
    if isinstance(value, dict):
        return {_text(name): _kept(each, depth + 1) for name, each in value.items() if each is not None}
    if isinstance(value, list):
        return [_kept(each, depth + 1) for each in value]
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise Refused("not-hsds", "It holds a number that is not finite.")
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise Refused("not-hsds", "It holds a number of more than 64 bits.")
    return value


def _text(text: str) -> str:
    try:
        if b"\x00" not in text.encode():
            return text
    except UnicodeEncodeError:
        pass
    raise Refused("not-hsds", "It holds a character that is no text (NUL, or half of a pair).")
