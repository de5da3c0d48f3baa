"""A request is not lost to a connection that both ends think of closing."""

import httpx
from fastapi import FastAPI

from libs.delivery.command import serving


def test_a_client_lets_go_of_a_resting_connection_before_the_service_does() -> None:
    kept_by_client = httpx.Limits().keepalive_expiry
    assert kept_by_client is not None
    assert serving(FastAPI()).timeout_keep_alive > 2 * kept_by_client
