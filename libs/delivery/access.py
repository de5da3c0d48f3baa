"""Who may use the HTTP side: whoever has a token of the token file, and a partner's system for what is its own.

Identity in full comes later.
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from libs.contracts.words import PartnerKind
from libs.delivery.problems import Problem
from libs.delivery.tokens import Partner

bearer = HTTPBearer(auto_error=False, description="A token that the municipality gave you.")

Given = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]


@dataclass(frozen=True)
class Caller:
    """A partner's system; or None, somebody whose token opens everything."""

    partner: Partner | None

    def require(self, source: str, kind: PartnerKind | None = None) -> None:
        """Raises 403 when a partner's system speaks for another one, or as another kind of partner."""
        partner = self.partner
        if partner and (source != partner.source or kind not in (None, partner.kind)):
            raise Problem(
                403,
                "not-your-own",
                f"Your token is of source {partner.source} and of kind {partner.kind}: give these, or another token.",
            )

    def source(self, asked: str | None) -> str | None:
        """Whose messages are asked for: a partner gets its own, also when it does not say so. Raises 403."""
        if asked is not None:
            self.require(asked)
        return self.partner.source if self.partner else asked


# all of these are coroutines: a plain function would be handed to a thread for every request
async def calling(request: Request, given: Given) -> Caller:
    """Raises 401 with what to do. Compared in constant time."""
    settings = request.app.state.runtime.settings
    offered = given.credentials if given else ""
    if _known(offered, settings.tokens) is not None:
        return Caller(None)
    if token := _known(offered, settings.partners):
        return Caller(settings.partners[token])
    raise Problem(
        401,
        "unknown-token" if given else "no-token",
        "Send 'Authorization: Bearer <token>' with the token that the municipality gave you.",
        {"WWW-Authenticate": "Bearer"},
    )


#: On a route that is open to partners: who calls. It must ask what the caller may.
Calling = Annotated[Caller, Depends(calling)]


async def require_token(caller: Calling) -> None:
    """Raises 401, and 403 for a partner's token."""
    if caller.partner:
        raise Problem(
            403, "not-for-partners", "Your token opens what is told to partners about their own messages only."
        )


async def _trusted(request: Request, given: Given) -> bool:
    """Raises 401 for a token that is not known: who sends one expects more than everybody gets."""
    return given is not None and (await calling(request, given)).partner is None


#: On a route that is open to all: whether this caller has a token that opens everything.
Trusted = Annotated[bool, Depends(_trusted)]
#: For such a route's OpenAPI document: a token may be sent, and need not be.
OPEN: dict[str, Any] = {"security": [{}]}


def _known(offered: str, tokens: Iterable[str]) -> str | None:
    found = [token for token in tokens if hmac.compare_digest(offered.encode(), token.encode())]
    return found[0] if found else None
