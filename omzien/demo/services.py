"""The services' HTTP sides, as a professional's screen would use them."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import httpx

from omzien.errors import Advice

#: A service that lags behind an event answers "not found yet" for a moment; a step is tried again for so long.
_PATIENCE = 15
_EARLY = (httpx.codes.NOT_FOUND, httpx.codes.SERVICE_UNAVAILABLE)


class Refusal(Exception):
    """A step was refused; the text says which and why, in the service's own words."""

    def __init__(self, step: str, slug: str, detail: str) -> None:
        super().__init__(f"{step}: {slug}: {detail}")
        self.slug = slug


class Services:
    """A client for each service, with the token."""

    def __init__(self, clients: Mapping[str, httpx.AsyncClient]) -> None:
        self._clients = clients

    @classmethod
    @asynccontextmanager
    async def at(cls, urls: Mapping[str, str], token: str) -> AsyncIterator["Services"]:
        """Closed when left."""
        async with AsyncExitStack() as exits:
            clients = {}
            for name, url in urls.items():
                client = httpx.AsyncClient(
                    base_url=url,
                    headers={"Authorization": f"Bearer {token}"},
                    timeout=30,
                    trust_env=False,  # a proxy for the outside world does not reach loopback
                )
                clients[name] = await exits.enter_async_context(client)
            yield cls(clients)

    async def get(self, service: str, path: str, **query: object) -> Any:
        """The answer to a question. Raises Refusal."""
        params = {name: str(value) for name, value in query.items() if value is not None}
        return _answered(f"GET {path}", await self._sent(service, "GET", path, params=params))

    async def get_or_none(self, service: str, path: str, **query: object) -> Any:
        """As `get`; None for what does not exist."""
        params = {name: str(value) for name, value in query.items() if value is not None}
        answer = await self._sent(service, "GET", path, params=params)
        return None if answer.status_code == httpx.codes.NOT_FOUND else _answered(f"GET {path}", answer)

    async def text(self, service: str, path: str) -> str:
        """The answer as it is."""
        return (await self._sent(service, "GET", path)).text

    async def post(
        self, service: str, path: str, body: Any = None, by: UUID | None = None, once_known: str | None = None
    ) -> Any:
        """Carry out a command, once, whatever the line does. Raises Refusal.

        `by` is the professional who decides. What another service has told may not have reached this one
        yet: while it is not found (404), or refused as `once_known`, it is tried again for a while, as a
        professional would who reloads the screen.
        """
        headers = {"Idempotency-Key": str(uuid4())}
        if by is not None:
            headers["Omzien-Actor"] = str(by)
        deadline = asyncio.get_running_loop().time() + _PATIENCE
        while True:
            answer = await self._sent(service, "POST", path, json={} if body is None else body, headers=headers)
            try:
                return _answered(f"POST {path}", answer)
            except Refusal as refusal:
                early = answer.status_code in _EARLY or refusal.slug == once_known
                if not early or asyncio.get_running_loop().time() > deadline:
                    raise
            await asyncio.sleep(0.05)

    async def _sent(self, service: str, method: str, path: str, **more: Any) -> httpx.Response:
        try:
            return await self._clients[service].request(method, path, **more)
        except httpx.TransportError as error:
            raise Advice(f"{service} does not answer ({type(error).__name__}): see its log in build/logs") from None


def _answered(step: str, answer: httpx.Response) -> Any:
    if answer.is_success:
        return answer.json() if answer.content else None
    try:
        problem = answer.json()
    except ValueError:
        problem = {}
    slug = str(problem.get("type", answer.status_code)).rpartition(":")[2]
    raise Refusal(step, slug, str(problem.get("detail", answer.reason_phrase)))
