"""A load that gives all four services work: partners' signals, and professionals who take the cases further."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import orjson

from libs.contracts.cases import CaseOpened
from libs.contracts.words import PartnerKind, SignalKind
from omzien.demo.caseload import Caseload, Way
from omzien.demo.checks import Checks
from omzien.demo.figures import Published
from omzien.demo.partners import Partners, signal
from omzien.demo.services import Services
from omzien.demo.subscriber import Subscriber
from omzien.demo.team import Team
from tests.eventually import eventually
from tests.world import TOKEN, World

CATALOGUE = Path(__file__).parents[2] / "deploy" / "reference" / "catalogue.json"
#: What becomes of the first cases; the others wait for their professionals.
WAYS: Sequence[Way] = (
    Caseload.ordinary,
    Caseload.declined,
    Caseload.advised,
    Caseload.individual,
    Caseload.outreach,
    Caseload.not_reached,
    Caseload.ordinary,
    Caseload.ordinary,
)
NEIGHBOURHOODS = {"de-bilt-west": 3731, "de-bilt-oost": 3732, "bilthoven-noord": 3721}

#: How often a client of a service that was killed tries again, and how long it waits between.
TRIES, PAUSE = 200, 0.1


class Patient(Services):
    """As a client with an Idempotency-Key may: sends the same command again when no answer came."""

    async def _sent(self, service: str, method: str, path: str, **more: Any) -> httpx.Response:
        for _ in range(TRIES):
            try:
                answer = await self._clients[service].request(method, path, **more)
            except httpx.TransportError:
                await asyncio.sleep(PAUSE)
            else:
                return answer
        raise TimeoutError(f"{service} does not answer")


@dataclass
class Load:
    """What was published and heard."""

    partners: Partners
    heard: Subscriber
    services: Patient

    @classmethod
    @asynccontextmanager
    async def on(cls, world: World, urls: dict[str, str]) -> AsyncIterator["Load"]:
        async with AsyncExitStack() as exits:
            services = await exits.enter_async_context(Patient.at(urls, TOKEN))
            heard = await exits.enter_async_context(Subscriber.on(await world.channel()))
            partners = await Partners.on(await world.channel(), Published())
            yield cls(partners, heard, services)  # type: ignore[arg-type]

    async def run(self) -> None:
        """Publishes, and works a sample of the cases; returns when the professionals are done."""
        await self.services.post("matching", "/v1/offerings/import", orjson.loads(CATALOGUE.read_bytes()))
        team = await Team.appointed(self.services, self.heard, list(NEIGHBOURHOODS))
        sound, broken = _signals()
        await self.partners.publish(sound + sound[::7], frozenset())
        await self.partners.publish(broken, frozenset((each["source"], each["id"]) for each in broken))
        await eventually(lambda: self.heard.count(CaseOpened) >= len(WAYS), within=40, what="cases are opened")
        caseload = Caseload(team, "chaos")
        async with asyncio.TaskGroup() as group:
            for way, opened in zip(WAYS, self.heard.all(CaseOpened), strict=False):
                group.create_task(self._take(team, caseload, way, opened.subject))

    async def _take(self, team: Team, caseload: Caseload, way: Way, case: UUID) -> None:
        await way(caseload, await team.held(case))

    async def differences(self) -> list[str]:
        """What the comparison of sets finds: every cause has one effect at the next service, and nothing else is."""
        receipts = await self.partners.receipts(self.services)
        checks = Checks(self.heard, self.partners.sent, alone=True).effects(receipts)
        return [line for check in checks for line in check.differences]


def _signals() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Three worries each about sixty households, and some that are broken."""
    sound, kinds, partners = [], list(SignalKind)[:10], [PartnerKind.GP, PartnerKind.POLICE, PartnerKind.HOME_CARE]
    for number, partner in ((number, partner) for partner in partners for number in range(60)):
        postcode = list(NEIGHBOURHOODS.values())[number % 3]
        sound.append(
            signal(
                f"urn:partner:{partner}",
                f"{partner}-{number}",
                kind=kinds[number % 10],
                partner=partner,
                urgency="urgent" if partner is PartnerKind.GP else "soon",
                address={"postcode": f"{postcode}AB", "house_number": str(number + 1)},
            )
        )
    broken = [signal("urn:partner:broken", f"broken-{number}", kind="gossip", partner="gp") for number in range(10)]
    return sound, broken
