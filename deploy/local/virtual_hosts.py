"""Virtual hosts of the broker, through its management HTTP API."""

from urllib.parse import quote, urlsplit

import httpx

from deploy.local.plan import Stack


class NoManagement(Exception):
    """The broker's management API is needed for virtual hosts: set OMZIEN_MANAGEMENT_URL to its URL."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def create(stack: Stack, name: str) -> str:
    """Make the virtual host `name`, to which the stack's user has every right; returns its AMQP URL."""
    with _api(stack) as api:
        api.put(f"/api/vhosts/{quote(name, safe='')}", json={}).raise_for_status()
        user = urlsplit(stack.amqp_url).username or "guest"
        rights = {"configure": ".*", "write": ".*", "read": ".*"}
        api.put(f"/api/permissions/{quote(name, safe='')}/{quote(user)}", json=rights).raise_for_status()
    return urlsplit(stack.amqp_url)._replace(path=f"/{quote(name, safe='')}").geturl()


def delete(stack: Stack, name: str) -> None:
    """Delete the virtual host `name` with all in it. Fine when it is not there."""
    with _api(stack) as api:
        answer = api.delete(f"/api/vhosts/{quote(name, safe='')}")
        if answer.status_code != httpx.codes.NOT_FOUND:
            answer.raise_for_status()


def names(stack: Stack) -> set[str]:
    """The virtual hosts that there are."""
    with _api(stack) as api:
        return {each["name"] for each in api.get("/api/vhosts").raise_for_status().json()}


def _api(stack: Stack) -> httpx.Client:
    if stack.management_url is None:
        raise NoManagement
    parts = urlsplit(stack.management_url)
    host = f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname
    return httpx.Client(
        base_url=f"{parts.scheme}://{host}",
        auth=(parts.username or "guest", parts.password or "guest"),
        timeout=30,  # a vhost starts its processes before the answer
        trust_env=False,  # a proxy for the outside world does not reach loopback
    )
