"""RFC 9457 problem details, mapped once: what went wrong (a slug) and what to do about it."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from libs.contracts.refusals import Refused
from libs.delivery.errors import COLLISION, Away

MEDIA_TYPE = "application/problem+json"

#: What a question may be answered with instead, and a command beside it.
OF_A_QUESTION = {
    400: "It cannot be read at all, or a cursor is not one of ours.",
    401: "No token, or one that is not known.",
    404: "There is no such thing.",
    409: "A rule of the domain refuses it: `detail` says what to do.",
    422: "What was sent is not valid: `faults` says where.",
    503: "The database, or another service that has to be asked, is not reached: send it again after Retry-After.",
}
#: Of a service that partners' systems call.
OF_A_PARTNER = {403: "A partner's token, and this is not that partner's own."}
OF_A_COMMAND = OF_A_QUESTION | {
    412: "If-Match names an older version than there is now.",
    413: "It is longer than is read: send less at a time.",
}


class Problem(Exception):
    """An answer of the HTTP side itself, not of the domain: a missing token, a stale version."""

    def __init__(self, status: int, slug: str, detail: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status, self.slug, self.detail, self.headers = status, slug, detail, headers


def problem(status: int, slug: str, detail: str, headers: dict[str, str] | None = None, **more: object) -> JSONResponse:
    """`application/problem+json`; `type` is a URN, since a deployment has no public address of ours."""
    body = {"type": f"urn:omzien:problem:{slug}", "title": slug.replace("-", " "), "status": status, "detail": detail}
    return JSONResponse(body | more, status, headers, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Map every error that a request can end in."""

    @app.exception_handler(Refused)
    async def refused(_: Request, error: Refused) -> JSONResponse:
        return problem(404 if error.missing else 409, error.slug, error.detail)

    @app.exception_handler(Problem)
    async def answered(_: Request, error: Problem) -> JSONResponse:
        return problem(error.status, error.slug, error.detail, error.headers)

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        # the input itself is left out: it may hold a name, and problems end up in logs
        faults = [{"where": ".".join(map(str, each["loc"])), "what": each["msg"]} for each in error.errors()]
        return problem(422, "invalid-request", "; ".join(f"{f['where']}: {f['what']}" for f in faults), faults=faults)

    @app.exception_handler(Away)
    async def away(_: Request, __: Away) -> JSONResponse:
        again = "The database is not reached at the moment: send it again, with the same Idempotency-Key."
        return problem(503, "database-away", again, {"Retry-After": "2"})

    async def collided(_: Request, __: Exception) -> JSONResponse:
        again = (
            "Somebody else was changing the same. Nothing was changed: send it again, with the same Idempotency-Key."
        )
        return problem(503, "collision", again, {"Retry-After": "1"})

    for each in COLLISION:
        app.add_exception_handler(each, collided)

    @app.exception_handler(Exception)
    async def failed(_: Request, __: Exception) -> JSONResponse:
        return problem(500, "failed", "This is a fault of the service; it is in its log. Nothing was changed.")

    @app.exception_handler(HTTPException)
    async def http(_: Request, error: HTTPException) -> JSONResponse:
        return problem(error.status_code, f"http-{error.status_code}", str(error.detail))


def document(api: dict[str, Any], *, partners: bool) -> dict[str, Any]:
    """An OpenAPI document, with the problems that its guarded routes may answer with beside what each says itself.

    `partners`: their systems call it too.
    """
    told = api["components"]
    more = OF_A_PARTNER if partners else {}
    of_a_question, of_a_command = OF_A_QUESTION | more, OF_A_COMMAND | more
    guarded = (each for path in api["paths"].values() for each in path.items() if "security" in each[1])
    for method, operation in guarded:
        responses = operation["responses"]
        if "HTTPValidationError" in str(responses.get("422")):
            del responses["422"]  # the framework's own words, which are never sent
        for status in of_a_question if method == "get" else of_a_command:
            own = responses.setdefault(str(status), {"$ref": f"#/components/responses/{status}"})
            if "content" in own:
                own["content"] = {MEDIA_TYPE: {"schema": {"anyOf": [*_schemas(own), _REFERENCE]}}}
    for name in ("HTTPValidationError", "ValidationError"):
        told["schemas"].pop(name, None)
    told["schemas"]["Problem"] = _SCHEMA
    content = {MEDIA_TYPE: {"schema": _REFERENCE}}
    # the framework answers what is too long by itself, in plain text
    told["responses"] = {
        str(each): {"description": text} | ({} if each == 413 else {"content": content})
        for each, text in of_a_command.items()
    }
    return api


def _schemas(response: dict[str, Any]) -> list[dict[str, Any]]:
    return [each["schema"] for each in response["content"].values()]


_REFERENCE = {"$ref": "#/components/schemas/Problem"}
_TEXT = {"type": "string"}
_SCHEMA = {
    "title": "Problem",
    "description": "RFC 9457: `type` names the rule for a program, `detail` says to a person what to do.",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": _TEXT | {"pattern": "^urn:omzien:problem:"},
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT,
        "faults": {
            "type": "array",
            "items": {"type": "object", "properties": {"where": _TEXT, "what": _TEXT}, "required": ["where", "what"]},
        },
    },
}
