"""Who may decide on rungs 4 and 5 is kept: given, listed and withdrawn."""

import pytest

from libs.delivery.clock import new_id
from tests.broker import arrangement_letters as letters
from tests.broker.arrangement_letters import Professional, clarified, drafted, meals
from tests.broker.matching_letters import Teller
from tests.world import Served

pytestmark = pytest.mark.broker

# an import of fixtures would look unused
arrangement, intake = letters.arrangement, letters.intake


async def test_a_mandate_is_given_once_listed_and_withdrawn(arrangement: Served) -> None:
    first, second = (Professional(arrangement, new_id()) for _ in range(2))
    for person in (first, second, first):
        await person.posts("mandates", person=str(person.id))
    listed = (await first.asks("mandates"))["items"]
    assert {each["person"] for each in listed} == {str(first.id), str(second.id)}
    since = {each["person"]: each["given_at"] for each in listed}

    withdrawn = await arrangement.http.delete(f"/v1/mandates/{first.id}")
    assert (withdrawn.status_code, withdrawn.json()["given_at"]) == (200, since[str(first.id)])
    assert [each["person"] for each in (await second.asks("mandates"))["items"]] == [str(second.id)]

    again = await arrangement.http.delete(f"/v1/mandates/{first.id}")
    assert (again.status_code, again.json()["type"].rsplit(":", 1)[1]) == (404, "mandate-not-found")


async def test_who_has_no_mandate_any_more_grants_nothing(arrangement: Served, intake: Teller) -> None:
    case, need = new_id(), meals()
    holder, mandated = (Professional(arrangement, new_id()) for _ in range(2))
    await mandated.posts("mandates", person=str(mandated.id))
    plan = await drafted(arrangement, intake, clarified(case, holder.id, need))
    wanted = {"need": str(need.need), "rung": 4, "grounds": ["acute"]}
    application = await holder.posts(f"plans/{plan}/applications", 201, **wanted)
    assert (await arrangement.http.delete(f"/v1/mandates/{mandated.id}")).status_code == 200
    problem = await mandated.posts(f"applications/{application['id']}/grant", 409, until="2099-12-31")
    assert problem["type"].endswith(":not-mandated")
