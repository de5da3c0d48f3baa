"""Cases by neighbourhood, state, case holder and household: each combination, and none reads all there ever was."""

from itertools import product

import pytest

from services.intake.store.base import SQL
from tests.broker.intake_letters import new_id
from tests.broker.test_intake_adviser import get, join, post, walk_in
from tests.world import World

pytestmark = pytest.mark.broker


async def test_cases_are_listed_by_whatever_is_asked_of_them_together(world: World) -> None:
    async with world.serving("intake") as intake:
        holders = [await join(intake), await join(intake, "maartensdijk")]
        cases = [
            await walk_in(intake, address={"postcode": postcode}) for postcode in ("3731 AB", "3731 AB", "3738 AA")
        ]
        cases[0] = await post(intake, f"/v1/cases/{cases[0]['id']}/close", {"outcome": "moved"})
        filters = {
            "neighbourhood": [None, "de-bilt-west", "maartensdijk"],
            "state": [None, "opened", "closed"],
            "case_holder": [None, *holders],
            "household": [None, *(case["household"] for case in cases)],
        }
        for values in product(*filters.values()):
            wanted = {name: value for name, value in zip(filters, values, strict=True) if value is not None}
            found = (await get(intake, "/v1/cases", **wanted))["cases"]
            fitting = [case for case in cases if all(case[name] == value for name, value in wanted.items())]
            assert [case["id"] for case in found] == [case["id"] for case in fitting], wanted
            if fitting:
                rest = (await get(intake, "/v1/cases", **wanted, after=fitting[0]["id"]))["cases"]
                assert [case["id"] for case in rest] == [case["id"] for case in fitting[1:]], wanted


async def test_a_question_about_one_household_or_person_does_not_read_everybodys_cases(world: World) -> None:
    async with world.serving("intake") as intake, intake.runtime.pool.acquire() as connection:
        await connection.execute("insert into households select md5('home' || n)::uuid from generate_series(1, 3000) n")
        await connection.execute(
            """
            insert into cases (id, sequence, household, neighbourhood, way_in, urgency, opened_at, since, state, route,
                case_holder, signals, waiting, attempts, outcome)
            select md5('case' || n)::uuid, 1, md5('home' || n)::uuid, 'de-bilt-' || n % 100, 'signal', 'soon', now(),
                now(), 'closed', 'team', md5('person' || n % 100)::uuid, '{}', '{}', 0, 'moved'
            from generate_series(1, 3000) n
            """
        )
        await connection.execute("analyze cases")
        await connection.execute(f"prepare listed as {SQL.list_cases}")
        for asked in (
            f"null, null, null, '{new_id()}'",
            "null, 'closed', md5('person7')::uuid, null",
            "'de-bilt-7', null, null, null",
        ):
            plan = await connection.fetch(
                f"explain (analyze) execute listed({asked}, '00000000-0000-0000-0000-000000000000', 100)"
            )
            assert not [line for [line] in plan if "Removed by Filter" in line], asked
