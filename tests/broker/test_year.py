"""A season of a small neighbourhood by a moved clock: what `make year` shows of a whole one."""

import pytest

from libs.delivery.policies import read
from libs.delivery.settings import REFERENCE
from services.arrangement.policy_file import PolicyFile
from tests.world import World
from tests.year.play import play
from tests.year.promises import Promises

pytestmark = pytest.mark.broker


async def test_every_term_of_a_season_is_kept_or_its_passing_told_once(world: World) -> None:
    year = await play(world, seed=1, plans=20, length=100)
    promises = Promises(read(REFERENCE / "arrangement-policy.toml", PolicyFile))
    promises.read(year.events)
    assert promises.broken(year.end) == []
    assert promises.twice == []
    made = promises.tally(year.end)
    assert made["cover"].total() >= 20
    assert made["review"].total() >= 20
    assert year.timers.total() > 100
