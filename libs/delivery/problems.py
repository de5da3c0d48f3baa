"""RFC 9457 problem details, mapped once: what went wrong (a slug) and what to do about it."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from libs.contracts.refusals import Refused
from libs.delivery.errors import COLLISION, Away


class Problem(Exception):
    """An answer of the HTTP side itself, not of the domain: a missing token, a stale version."""

    def __init__(self, status: int, slug: str, detail: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status, self.slug, self.detail, self.headers = status, slug, detail, headers


def problem(status: int, slug: str, detail: str, headers: dict[str, str] | None = None, **more: object) -> JSONResponse:
    """`application/problem+json`; `type` is a URN, since a deployment has no public address of ours."""
    body = {"type": f"urn:omzien:problem:{slug}", "title": slug.replace("-", " "), "status": status, "detail": detail}
    return JSONResponse(body | more, status, headers, media_type="application/problem+json")


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
