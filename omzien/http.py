"""Questions and commands to the services, with their problems told in a line."""

from collections.abc import Iterator
from typing import Annotated, Any
from uuid import UUID

import httpx
import typer

from omzien.errors import Advice
from omzien.system import AUTHORIZE, START, System, system

PATIENCE = 10

#: Of a command that shows who somebody is or what they said.
Reader = Annotated[
    UUID, typer.Option("--actor", envvar="OMZIEN_ACTOR", help="Who reads it, by pseudonymous id; it is logged.")
]


class Unanswered(Advice):
    """No answer came, or that there is none at the moment: it may be asked again."""


class Services:
    """The running services, as `system` finds them."""

    def __init__(self, found: System | None = None, actor: UUID | None = None) -> None:
        """`actor` is told to the services: who decides or reads."""
        self._system = found or system()
        self._headers = {"Authorization": f"Bearer {self._system.token}"}
        self._headers |= {"Omzien-Actor": str(actor)} if actor else {}
        # a proxy of the environment is for the world outside
        self._client = httpx.Client(timeout=PATIENCE, trust_env=False)

    @property
    def names(self) -> list[str]:
        return list(self._system.urls)

    def url(self, service: str) -> str:
        """Where it listens. Raises Advice when there is no such service."""
        if service not in self._system.urls:
            raise Advice(f"there is no service '{service}': take one of {', '.join(self.names)}")
        return self._system.urls[service]

    def get(self, service: str, path: str, **params: str) -> Any:
        """The answer. Raises Advice with the service's own words when it says no."""
        # an empty mapping would take the place of what `path` itself asks after its question mark
        return told(service, self.ask(service, "GET", path, params=params or None))

    def pages(self, service: str, path: str, cursor: str, **params: str) -> Iterator[dict[str, Any]]:
        """All of a list that is given in pages; `cursor` is the field by which the next page is asked for."""
        while page := self.get(service, path, **params):
            yield from page
            params["after"] = page[-1][cursor]

    def items(self, service: str, path: str, under: str = "items", **params: str) -> Iterator[dict[str, Any]]:
        """All of a list whose pages say where the next one begins; `under` is the field that holds the list."""
        while page := self.get(service, path, **params):
            yield from page[under]
            if page["next"] is None:
                return
            params["after"] = page["next"]

    def post(self, service: str, path: str, body: dict[str, Any] | list[Any], patience: float = PATIENCE) -> Any:
        """Carry out a command, for so many seconds. Raises Advice with the service's own words when it says no."""
        return told(service, self.ask(service, "POST", path, json=body, timeout=patience))

    def ask(self, service: str, method: str, path: str, **more: Any) -> httpx.Response:
        """Any answer, also a refusal. Raises Advice when none comes."""
        url = self.url(service)
        try:
            return self._client.request(method, f"{url}{path}", headers=self._headers, **more)
        except (httpx.TransportError, httpx.InvalidURL) as error:
            raise Unanswered(f"{service} does not answer at {url} ({type(error).__name__}): {START}") from None


def told(service: str, response: httpx.Response) -> Any:
    """What the answer says. Raises Advice with the service's own words when it says no."""
    try:
        body = response.json()
    except ValueError:
        body = None
    if response.is_success:
        return body
    if response.status_code == httpx.codes.UNAUTHORIZED:
        raise Advice(f"{service} does not know the token that was sent: {AUTHORIZE}")
    detail = body.get("detail") if isinstance(body, dict) else None
    away = response.status_code == httpx.codes.SERVICE_UNAVAILABLE
    raise (Unanswered if away else Advice)(f"{service} says no: {detail or f'HTTP {response.status_code}'}")
