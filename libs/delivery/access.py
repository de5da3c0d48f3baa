"""Who may use the HTTP side: whoever has a token of the token file. Identity in full comes later."""

import hmac
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from libs.delivery.problems import Problem

bearer = HTTPBearer(auto_error=False, description="A token of OMZIEN_TOKEN_FILE.")


# both are coroutines: a plain function would be handed to a thread for every request
async def require_token(
    request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
) -> None:
    """Raises 401 with what to do. Compared in constant time."""
    tokens = request.app.state.runtime.settings.tokens
    offered = given.credentials.encode() if given else b""
    if not any(hmac.compare_digest(offered, token.encode()) for token in tokens):
        raise Problem(
            401,
            "unknown-token" if given else "no-token",
            "Send 'Authorization: Bearer <token>' with a token from the file that OMZIEN_TOKEN_FILE names.",
            {"WWW-Authenticate": "Bearer"},
        )


async def _trusted(request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]) -> bool:
    """Raises 401 for a token that is not known: who sends one expects more than everybody gets."""
    if given is None:
        return False
    await require_token(request, given)
    return True


#: On a route that is open to all: whether this caller has a token.
Trusted = Annotated[bool, Depends(_trusted)]
#: For such a route's OpenAPI document: a token may be sent, and need not be.
OPEN: dict[str, Any] = {"security": [{}]}
