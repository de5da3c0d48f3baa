"""Rows to matching, a page at a time, and all that it has back."""

from collections.abc import Iterable, Iterator
from itertools import islice

from omzien.errors import Advice
from omzien.hsds.rows import REFUSED, Json, Noun, Row
from omzien.http import Services

#: As many as matching takes at once.
PAGE = 500
#: Seconds for a page.
PATIENCE = 120


def put(services: Services, noun: Noun, rows: Iterable[Row]) -> Iterator[Json]:
    """What matching says of each row. Raises Advice when it does not answer; what it took before that is in there."""
    left = iter(rows)
    while page := list(islice(left, PAGE)):
        sent = [row.document for row in page if row.fault is None]
        answers = services.post("matching", f"/v1/hsds/{noun}", {"contents": sent}, PATIENCE) if sent else []
        if len(answers) != len(sent):
            raise Advice(f"matching told {len(answers)} results of {len(sent)} rows: is it another version?")
        answered = iter(answers)
        for row in page:
            if row.fault is not None:
                yield row.told(REFUSED, "not-hsds", row.fault)
            else:
                each = next(answered)
                yield row.told(each["result"], each["reason"], each["detail"], *each["remarks"])


def documents(services: Services, noun: Noun) -> Iterator[Json]:
    """All that there are, in order of id."""
    return services.items("matching", f"/v1/hsds/{noun}", "contents", limit=str(PAGE))
