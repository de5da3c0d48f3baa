"""Any request that can be made to a service: as its OpenAPI document describes them, and as it does not."""

import asyncio
import base64
import json
import os
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx
import requests
import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.world import TOKEN

#: Of each kind for each operation. By hand: `EXAMPLES=100 SEED=7 make test ARGS=tests/broker/test_any_request.py`.
EXAMPLES, SEED = int(os.environ.get("EXAMPLES", "8")), int(os.environ.get("SEED", "1"))

AUTHORISED = {"Authorization": f"Bearer {TOKEN}"}
CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
MODES = tuple(schemathesis.GenerationMode)

#: Ids that exist, by the word before them in a path: else no command would come further than a 404.
Known = Mapping[str, str]
Operation = schemathesis.APIOperation[Any, Any, Any, Any]

_quiet = settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))

#: What is valid JSON, and yet fits nowhere: not into a column, not into UTF-8, not into a calendar.
NASTY: st.SearchStrategy[Any] = st.sampled_from(
    [
        *(None, True, -1, 2**31, 2**63, -(2**64), 10**400, 1e308, float("nan"), float("inf"), 0.1),
        *("", "\x00", "a\x00b", "\ud800", "x\udfff", "\u202e", "e\u0301" * 5_000, "1" * 5_000, "x" * 200_000),
        *("0001-01-01", "9999-12-31", "0000-00-00", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"),
        *("infinity", "-infinity", "NaN", "%00", "../..", "2026-02-30", "00000000-0000-0000-0000-000000000000"),
        *([], {}, [[]], {"": None}, {"\x00": "\ud800"}, {"\ud800": 1}, [None] * 10_000),
    ]
)
DEEP = b"[" * 100_000, b'{"a":' * 50_000, b"[" * 900 + b"]" * 900, b'{"a":' * 900 + b"1" + b"}" * 900
BODIES = st.one_of(
    st.binary(max_size=200),
    st.sampled_from(
        [*DEEP, b"", b"null", b"\xff\xfe", b"\xef\xbb\xbf{}", b'"\\ud800"', b"{" + b" " * 2_000_000 + b"}"]
    ),
    NASTY.map(lambda value: json.dumps(value).encode()),
)
VALUES = st.one_of(
    st.text(st.characters(min_codepoint=0x21, max_codepoint=0xFF, exclude_characters="\x7f"), max_size=40),
    st.sampled_from(["1", '"1"', '"' + "9" * 30 + '"', "*", "-1", "\xff" * 300, "x" * 201, "x" * 9_000, "\xa0"]),
)
#: Cursors among them: whether one of ours is read with care is known only by one that almost is.
QUERIES = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["", "\x00", "a\x00b", "9" * 40, "-1", "unknown", "1016EK", "true", "x" * 60]),
    st.sampled_from(
        [f"all.0.0.{2**40}.{UUID(int=1)}", f"own.-9.0.0.{UUID(int=1)}", "own.١", str(UUID(int=2**128 - 1))]
    ),
    st.sampled_from(["0", "1", "9" * 30, "x"]).flatmap(
        lambda held: st.sampled_from(
            ["", "0001-01-01", "9999-12-31T23:59:59.999999-23:59", "2026-W01", "٢026-01-01"]
        ).map(lambda due: base64.urlsafe_b64encode(f"{held} {due} {UUID(int=1)}".encode()).decode().rstrip("="))
    ),
)
HEADERS = st.dictionaries(
    st.sampled_from(
        [
            *("Idempotency-Key", "If-Match", "Omzien-Actor", "traceparent", "tracestate", "Content-Type"),
            *("ce-id", "ce-source", "ce-type", "ce-specversion", "ce-time", "ce-subject", "cloudEvents_id"),
            *("Accept", "Accept-Encoding", "Content-Encoding", "Cookie", "Range", "X-Forwarded-For"),
        ]
    ),
    VALUES,
    max_size=6,
)
SEGMENTS = st.one_of(
    st.text(min_size=1, max_size=20).map(lambda text: quote(text, safe="")),
    st.binary(min_size=1, max_size=20).map(lambda raw: "".join(f"%{byte:02x}" for byte in raw)),
    st.sampled_from(["%00", "%2e%2e", "%ff", "%ed%a0%80", "x" * 5_000, str(UUID(int=0)), f"%7b{UUID(int=0)}%7d"]),
)


async def faults(url: str, known: Callable[[], Any]) -> list[str]:
    """What is wrong with the answers of a service to many requests, operation by operation.

    `known` makes new things before each operation, and gives their ids.
    """
    loop = asyncio.get_running_loop()

    def fresh() -> Known:
        found: Known = asyncio.run_coroutine_threadsafe(known(), loop).result()
        return found

    # in a thread: the service answers on this one
    return await asyncio.to_thread(lambda: list(_faults(url, fresh)))


def _faults(url: str, known: Callable[[], Known]) -> Iterator[str]:
    api = schemathesis.openapi.from_dict(requests.get(f"{url}/openapi.json", timeout=20).json())
    with requests.Session() as session, httpx.Client(base_url=url, headers=AUTHORISED, timeout=20) as plain:
        for found in api.get_all_operations():
            assert isinstance(found, Ok), found
            operation = found.ok()
            for property_ in (_described(url, session, operation, known()), _raw(plain, operation, known())):
                try:
                    property_()
                except BaseExceptionGroup as group:
                    yield from (f"{operation.label}: {each}" for each in group.exceptions)
                except Exception as error:
                    yield f"{operation.label}: {error}"


def _described(url: str, session: requests.Session, operation: Operation, known: Known) -> Callable[[], None]:
    """What the document allows and what it does not, with one value in the body spoilt now and then."""
    cases = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in MODES))

    @seed(SEED)
    @settings(_quiet, max_examples=3 * EXAMPLES)
    @given(case=cases, data=st.data())
    def every(case: schemathesis.Case[Any], data: st.DataObject) -> None:
        if data.draw(st.integers(0, 3)):
            case.path_parameters = dict(case.path_parameters) | _ids(operation, known)
        response = case.call(base_url=url, session=session, headers=AUTHORISED, timeout=20)
        case.validate_response(response, checks=CHECKS)
        if isinstance(case.body, (dict, list)):
            case.body = _spoilt(data, case.body)
            spoilt = session.request(
                case.method,
                url + case.formatted_path,
                data=json.dumps(case.body).encode(),
                headers=AUTHORISED | {"Content-Type": case.media_type or "application/json"},
                timeout=20,
            )
            assert spoilt.status_code < 500, (
                f"{spoilt.status_code} {case.formatted_path} {json.dumps(case.body)[:2_000]}"
            )

    return every


def _raw(plain: httpx.Client, operation: Operation, known: Known) -> Callable[[], None]:
    """Any bytes at all, wherever bytes can stand."""

    @seed(SEED)
    @settings(_quiet)
    @given(body=BODIES, headers=HEADERS, data=st.data())
    def every(body: bytes, headers: dict[str, str], data: st.DataObject) -> None:
        ids = _ids(operation, known) if data.draw(st.booleans()) else {}
        path = operation.path
        for parameter in operation.path_parameters:
            name = parameter.name
            path = path.replace(f"{{{name}}}", ids.get(name) or data.draw(SEGMENTS))
        query = {each.name: data.draw(QUERIES) for each in operation.query}
        sent = {name.encode(): value.encode("latin-1", "replace") for name, value in headers.items()}
        response = plain.request(operation.method, path, content=body, headers=sent, params=query)
        assert response.status_code < 500, f"{response.status_code} {path[:300]} {query} {sent} {body[:300]!r}"

    return every


def _ids(operation: Operation, known: Known) -> dict[str, str]:
    words = operation.path.split("/")
    named = {word[1:-1]: before for before, word in pairwise(words) if word.startswith("{")}
    return {name: known[before] for name, before in named.items() if before in known}


def _spoilt(data: st.DataObject, value: Any) -> Any:
    """One of the values in it, or itself, is another."""
    within: list[Any] = (
        list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    )
    if not within or data.draw(st.integers(0, 5)) == 0:
        return data.draw(NASTY)
    at = data.draw(st.sampled_from(within))
    changed = value.copy()
    changed[at] = _spoilt(data, value[at])
    return changed
