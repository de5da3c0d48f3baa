"""Professionals who take a sample of the cases further while things break, each case another way."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import cycle
from pathlib import Path
from typing import Any

import httpx
import orjson

from libs.contracts.cases import CaseOpened
from omzien.demo import services, subscriber
from omzien.demo.caseload import Caseload, Way
from omzien.demo.services import Refusal, Services
from omzien.demo.subscriber import NotTold
from omzien.demo.team import Team
from tests.chaos.partners import POSTCODES
from tests.chaos.witness import Witness

CATALOGUE = Path(__file__).parents[2] / "deploy" / "reference" / "catalogue.json"
WAYS: Sequence[Way] = (
    Caseload.ordinary,
    Caseload.advised,
    Caseload.declined,
    Caseload.individual,
    Caseload.outreach,
    Caseload.not_reached,
    Caseload.ordinary,
)

#: Seconds that a professional goes on trying, and the pause between two tries.
PATIENCE, PAUSE = 120, 0.2

#: Cases under hand at once.
HANDS = 3


# a demo gives up where these go on: a fault may last, and the machine be busy
subscriber.PATIENCE = services._PATIENCE = PATIENCE


class Patient(Services):
    """As a client with an Idempotency-Key may: sends the same command again when no answer came, or "not now"."""

    async def _sent(self, service: str, method: str, path: str, **more: Any) -> httpx.Response:
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    answer = await self._clients[service].request(method, path, **more)
                except httpx.TransportError:
                    pass
                else:
                    if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                        return answer
                await asyncio.sleep(PAUSE)


class Professionals:
    """`stumbled` names each step that did not go as it must."""

    def __init__(self, services: Services, heard: Witness, team: Team) -> None:
        self._services, self._heard, self._team = services, heard, team
        self._ways, self._taken = cycle(WAYS), 0
        self.stumbled: list[str] = []
        self.finished = 0

    @classmethod
    @asynccontextmanager
    async def at_work(cls, urls: Mapping[str, str], token: str, heard: Witness) -> AsyncIterator["Professionals"]:
        async with Patient.at(urls, token) as patient:
            await patient.post("matching", "/v1/offerings/import", orjson.loads(CATALOGUE.read_bytes()))
            team = await Team.appointed(patient, heard, list(POSTCODES))
            yield cls(patient, heard, team)

    async def work(self, until: asyncio.Event) -> None:
        """Case after case, until told; then finishes those under hand."""
        async with asyncio.TaskGroup() as group:
            for _ in range(HANDS):
                group.create_task(self._work(until))

    async def _work(self, until: asyncio.Event) -> None:
        caseload = Caseload(self._team, "chaos")
        while not until.is_set():
            opened = [told for told in self._heard.all(CaseOpened) if told.neighbourhood in POSTCODES]
            if self._taken >= len(opened):
                await asyncio.sleep(0.2)
                continue
            case, way = opened[self._taken].subject, next(self._ways)
            self._taken += 1
            try:
                await way(caseload, await self._team.held(case))
                self.finished += 1
            except (Refusal, NotTold, TimeoutError) as error:
                self.stumbled.append(f"{way.__name__}: {error!r}")
