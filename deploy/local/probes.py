"""Whether a server answers in its own protocol: an open port comes too early, and may be a proxy's."""

import base64
import json
import socket
import struct
import urllib.request

from deploy.local.ports import LOOPBACK

_PATIENCE = 2.0

# A proxy for the outside world, as the environment may name one, does not reach this machine.
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def speaks_amqp(port: int, host: str = LOOPBACK) -> bool:
    """Whether a broker answers the greeting of AMQP 0-9-1 there."""
    return _reply(host, port, b"AMQP\x00\x00\x09\x01") == b"\x01"  # a method frame: connection.start


def speaks_postgresql(port: int, host: str = LOOPBACK) -> bool:
    """Whether a PostgreSQL server answers there."""
    return _reply(host, port, struct.pack("!II", 8, 80877103)) in (b"S", b"N")  # may we speak TLS?


def manages(port: int, user: str, password: str, host: str = LOOPBACK) -> bool:
    """Whether a broker's management API answers there to this user."""
    request = urllib.request.Request(f"http://{host}:{port}/api/overview")
    credentials = base64.b64encode(f"{user}:{password}".encode()).decode()
    request.add_header("Authorization", f"Basic {credentials}")
    try:
        with _direct.open(request, timeout=5) as answer:
            return "rabbitmq_version" in json.load(answer)
    except (OSError, ValueError):
        return False


def is_ready(url: str) -> bool:
    """Whether the service at this URL says that it is ready."""
    try:
        with _direct.open(f"{url}/health/ready", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _reply(host: str, port: int, greeting: bytes) -> bytes:
    try:
        with socket.create_connection((host, port), timeout=_PATIENCE) as connection:
            connection.sendall(greeting)
            return connection.recv(1)
    except OSError:
        return b""
