"""The question without content: yes or no, kept for whoever guards privacy, and without a trace of the household."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from libs.contracts.cases import CaseClosed, CaseOpened
from libs.contracts.words import CaseOutcome, Urgency, WayIn
from tests.broker.signalling_letters import GP, Intake, event, worry
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker

HELP = "urn:nld:oin:00000001000000000005:systeem:schuldhulp"
WHO = {"initials": "A.", "surname": "Willemse", "birth_date": "1923-04-05"}
HERE = {"postcode": "3731 ab", "house_number": "12"}


async def ask(signalling: Served, **more: Any) -> tuple[int, dict[str, Any]]:
    question = {"source": HELP, "partner": "debt_help", "person": WHO, "address": HERE} | more
    answer = await signalling.http.post("/v1/households/known", json=question)
    return answer.status_code, answer.json()


async def asked(signalling: Served) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await signalling.http.get("/v1/households/known")).json()["items"]
    return found


async def test_a_household_is_known_while_there_is_a_signal_or_an_open_case_and_no_longer(world: World) -> None:
    intake = Intake()
    answers = []
    async with world.serving("signalling") as signalling:
        answers.append(await ask(signalling))
        sent = await signalling.http.post("/v1/signals", json=event(worry(), GP, "1"))
        signal = sent.json()["signal"]
        answers += [await ask(signalling), await ask(signalling, address=None), await ask(signalling, person=None)]
        answers.append(await ask(signalling, person=WHO | {"surname": "Wilemse"}, address=None))
        household = (await signalling.read(f"/v1/signals/{signal}")).json()["household"]
        await signalling.http.post(f"/v1/signals/{signal}/dismiss", json={"ground": "unfounded"})
        answers.append(await ask(signalling))
        opened = CaseOpened(
            caseid=intake.caseid, household=UUID(household), way_in=WayIn.HELPDESK, urgency=Urgency.ROUTINE
        )
        await world.publish("events", [intake.tells(opened)])
        await eventually(lambda: _open_cases(signalling, 1))
        answers.append(await ask(signalling))
        done = CaseClosed(caseid=intake.caseid, outcome=CaseOutcome.COMPLETED)
        await world.publish("events", [intake.tells(done)])
        await eventually(lambda: _open_cases(signalling, 0))
        answers.append(await ask(signalling))
    no, yes = (200, {"known": False}), (200, {"known": True})
    assert answers == [no, yes, yes, yes, yes, no, yes, no]


async def _open_cases(signalling: Served, number: int) -> bool:
    return bool(await signalling.scalar("select count(open_case) from household") == number)


async def test_asking_leaves_nothing_that_leads_to_anybody(world: World) -> None:
    async with world.serving("signalling") as signalling:
        for _ in range(2):
            await ask(signalling)
        await ask(signalling, address={"postcode": "3731AB", "house_number": "13"})
        tables = ("household", "household_key", "trace")
        left = [await signalling.scalar(f"select count(*) from {table}") for table in tables]  # noqa: S608
        rows = await signalling.runtime.pool.fetch("select * from known_question")
        found = await asked(signalling)
    assert left == [0, 0, 0]
    assert "Willemse" not in str(rows)
    first, second, third = (each["asked"] for each in found)
    assert first == second != third, "who guards privacy sees that it was asked again"


async def test_who_asked_is_kept_with_what_was_answered_until_its_term_is_over(world: World) -> None:
    actor = uuid4()
    async with world.serving("signalling") as signalling:
        signalling.http.headers["Omzien-Actor"] = str(actor)
        await ask(signalling)
        refused = await ask(signalling, partner="energy")
        nobody = await ask(signalling, person=None, address={"town": "De Bilt"})
        found = await asked(signalling)
        page = (await signalling.http.get("/v1/households/known", params={"limit": 1})).json()
        rest = (await signalling.http.get("/v1/households/known", params={"after": page["next"]})).json()
        now = signalling.runtime.clock()
        signalling.runtime.clock = lambda: now + timedelta(days=366)
        await eventually(lambda: _nothing_asked(signalling))
    assert refused[0] == 409
    assert "energy is no kind of partner that may ask" in refused[1]["detail"]
    assert (nobody[0], nobody[1]["type"]) == (409, "urn:omzien:problem:nobody-meant")
    assert [(each["partner"], each["answer"]) for each in found] == [("debt_help", "unknown"), ("energy", "refused")]
    assert {each["actor"] for each in found} == {f"person:{actor}"}
    assert {each["source"] for each in found} == {HELP}
    assert page["items"] + rest["items"] == found


async def _nothing_asked(signalling: Served) -> bool:
    return not await asked(signalling)


async def test_the_same_question_with_its_key_gets_the_same_answer_and_is_kept_once(world: World) -> None:
    key = {"Idempotency-Key": "k-1"}
    question = {"source": HELP, "partner": "water", "address": HERE}
    async with world.serving("signalling") as signalling:
        first, again = [await signalling.http.post("/v1/households/known", json=question, headers=key) for _ in "12"]
        found = await asked(signalling)
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert len(found) == 1
