"""Where the running system is: what the command line says, else the environment, else what `make up` recorded."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from libs.delivery.tokens import read_tokens
from omzien.errors import Advice

ROOT = Path(__file__).parents[1]

#: Written by `make up`, removed by `make down`.
RECORD = ROOT / ".local" / "run.json"

START = "start the system with 'make up'"

AUTHORIZE = "set OMZIEN_TOKEN_FILE to the services' token file"


@dataclass(frozen=True)
class System:
    """Where services answer over HTTP, with the token that they ask for."""

    urls: dict[str, str]
    token: str


def amqp_url(given: str | None) -> str:
    """The broker's URL. Raises Advice when nothing says where it is."""
    url = given or os.environ.get("OMZIEN_AMQP_URL") or _record().get("amqp_url")
    if not url:
        raise Advice(
            f"nothing says where the broker is: {START}, or give --amqp-url amqp://user:password@host:port/vhost"
        )
    return str(url)


def system() -> System:
    """From OMZIEN_PEERS (JSON: service -> URL) and OMZIEN_TOKEN_FILE, or of `make up`. Raises Advice."""
    record = _record()
    peers = os.environ.get("OMZIEN_PEERS")
    urls = _parsed(peers) if peers else {name: each["url"] for name, each in record.get("services", {}).items()}
    if not urls:
        raise Advice(f"nothing says where the services are: {START}, or set OMZIEN_PEERS and OMZIEN_TOKEN_FILE")
    return System(urls, _token(os.environ.get("OMZIEN_TOKEN_FILE") or record.get("token_file")))


def _record() -> dict[str, Any]:
    try:
        found = orjson.loads(RECORD.read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return {}
    return found if isinstance(found, dict) else {}


def _parsed(peers: str) -> dict[str, str]:
    try:
        found = orjson.loads(peers)
        return {str(name): str(url).rstrip("/") for name, url in found.items()}
    except (orjson.JSONDecodeError, AttributeError):
        raise Advice('OMZIEN_PEERS must be JSON such as {"signalling": "http://127.0.0.1:8001"}') from None


def _token(file: str | None) -> str:
    if not file:
        raise Advice(f"nothing says which token to send: {AUTHORIZE}")
    try:
        return read_tokens(Path(file))[0]
    except OSError as error:
        raise Advice(f"{file}: {error.strerror}: set OMZIEN_TOKEN_FILE to a file that you may read") from None
    except ValueError as error:
        raise Advice(str(error)) from None
