"""Each service over HTTP, with neither a broker nor a database."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from deploy.migrations import declared
from libs.contracts.topology import SERVICES
from libs.delivery.http import application
from libs.delivery.runtime import Runtime


@pytest.fixture(params=SERVICES)
async def http(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A client without a token, of a service that is below a path of a proxy."""
    (tmp_path / "tokens").write_text("a-token")
    (tmp_path / "key").write_text("00" * 32)
    service = declared(request.param)
    settings = service.settings.model_validate(
        {
            "amqp_url": "amqp://nowhere",
            "database_url": "postgresql://nowhere",
            "token_file": tmp_path / "tokens",
            "key_file": tmp_path / "key",
        }
    )
    transport = httpx.ASGITransport(application(Runtime(service, settings)), root_path="/below")
    async with httpx.AsyncClient(transport=transport) as client:
        yield client
