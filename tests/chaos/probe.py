"""A new signal that has to go all the way: to a subscriber, and through every service."""

from functools import partial
from typing import Any
from uuid import UUID

import asyncpg

from libs.contracts.cases import CaseOpened
from omzien.demo.partners import signal
from tests.chaos.partners import ELSEWHERE, Partners
from tests.chaos.witness import Witness
from tests.eventually import eventually

#: Seconds that it may take.
PATIENCE = 60

#: How many of the services behind intake know of the case.
KNOWN = """
select (select count(*) from matching.position where consumer = 'matching.events' and subject = $1 and sequence > 0)
     + (select count(*) from arrangement.position
        where consumer = 'arrangement.events' and subject = $1 and sequence > 0)
     + (select count(*) from signalling.signal where caseid::text = $1)
"""
EVERYBODY = 3


class Probe:
    """Each time about a household of which nobody has heard."""

    def __init__(self, admin_url: str, partners: Partners, heard: Witness) -> None:
        self._admin_url, self._partners, self._heard, self._sent = admin_url, partners, heard, 0

    async def goes_through(self) -> None:
        """Returns when it has. Raises AssertionError or NotTold."""
        self._sent += 1
        event = signal(
            "urn:partner:probe",
            f"probe-{self._sent}",
            kind="declining_health",
            partner="gp",
            urgency="urgent",
            address={"postcode": ELSEWHERE, "house_number": str(self._sent)},
        )
        mark = self._heard.mark
        self._partners.publish([event])
        opened = await self._heard.first(
            CaseOpened, where=lambda told: told.neighbourhood == "maartensdijk", since=mark
        )
        connection = await asyncpg.connect(self._admin_url)
        try:
            await eventually(partial(_known, connection, opened.subject), PATIENCE, "all services know of its case")
        finally:
            await connection.close()


async def _known(connection: "asyncpg.Connection[Any]", case: UUID) -> bool:
    return bool(await connection.fetchval(KNOWN, str(case)) >= EVERYBODY)
