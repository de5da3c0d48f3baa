"""The service consultation sees which worries rise in a neighbourhood, in counts that name nobody."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.broker.signalling_letters import event, worry
from tests.world import Served, World

pytestmark = pytest.mark.broker


EARLIER, LATELY = ["loneliness"] * 5 + ["nuisance"] * 5, ["loneliness"] * 8 + ["nuisance"] * 3


async def _told(signalling: Served, weeks_ago: int, kinds: list[str]) -> None:
    then = datetime.now(UTC) - timedelta(weeks=weeks_ago)
    signalling.runtime.clock = lambda: then
    for number, kind in enumerate(kinds):
        told = worry(100 * weeks_ago + number, kind=kind)
        assert (await signalling.http.post("/v1/signals", json=event(told))).status_code == 202


async def test_what_rises_is_counted_per_neighbourhood_and_few_are_not_told(world: World) -> None:
    async with world.serving("signalling") as signalling:
        await _told(signalling, 6, EARLIER)
        await _told(signalling, 1, LATELY)
        signalling.runtime.clock = lambda: datetime.now(UTC)
        found = (await signalling.http.get("/v1/trends", params={"neighbourhood": "de-bilt-west"})).json()
        elsewhere = (await signalling.http.get("/v1/trends", params={"neighbourhood": "de-bilt-oost"})).json()
    assert [(each["kind"], each["lately"], each["before"], each["rising"]) for each in found] == [
        ("loneliness", 8, 5, True),
        ("nuisance", None, 5, False),
    ]
    assert elsewhere == []


@pytest.mark.parametrize("path", ["/v1/trends", "/v1/signals", "/v1/gaps"])
async def test_a_neighbourhood_that_is_not_one_has_no_answer_that_would_say_all_is_well(
    world: World, path: str
) -> None:
    async with world.serving("signalling") as signalling:
        answers = [
            (await signalling.read(path, neighbourhood=code)).status_code
            for code in ("atlantis", "de-bilt-west", "unknown")
        ]
    assert answers == [404, 200, 200]
