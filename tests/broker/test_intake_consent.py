"""Nobody is referred without having agreed to it, unless on a ground that is named and kept."""

from typing import Any

import pytest

from tests.broker.intake_letters import new_id
from tests.broker.test_intake_adviser import get, join, post, told_of, walk_in
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker

NEED = {"category": "care", "domain": "physical_functioning"}
COURT = {"ground": "court_order", "note": "machtiging van de rechtbank Utrecht"}
#: Every way in which a case is referred, and where it must be to be so.
REFERRALS: list[tuple[str, str, dict[str, Any]]] = [
    ("triage", "triage", {"route": "specialist"}),
    ("triage", "triage", {"route": "palliative"}),
    ("direct_transfer", "direct-transfer", {"ground": "palliative", "needs": [NEED]}),
    ("direct_transfer", "direct-transfer", {"ground": "already_held", "needs": [NEED]}),
    ("closing", "close", {"outcome": "transferred"}),
]


async def say(intake: Served, path: str, answer: str, expected: int = 201, **more: Any) -> dict[str, Any]:
    body = {"purpose": "referral_to_specialist", "answer": answer, "said_on": "2026-01-06", "how": "spoken"} | more
    return await post(intake, f"{path}/consents", body, expected, **{"Omzien-Actor": str(new_id())})


async def contacted(intake: Served, holder: str) -> str:
    """The path of a case whose resident was reached."""
    path = f"/v1/cases/{(await walk_in(intake))['id']}"
    await post(intake, f"{path}/contact-attempts", {"by": holder, "reached": True})
    return path


@pytest.mark.parametrize(("step", "command", "body"), REFERRALS)
async def test_a_referral_rests_on_consent_or_on_a_named_ground(
    world: World, step: str, command: str, body: dict[str, Any]
) -> None:
    async with world.serving("intake") as intake:
        told = await world.subscribe("nl.omzien.cases.#")
        holder = await join(intake)
        path = await contacted(intake, holder)
        before = await get(intake, path)
        refused = await post(intake, f"{path}/{command}", body, 409)
        assert refused["type"] == "urn:omzien:problem:no-consent"
        assert await get(intake, path) == before
        for silent in ({"ground": "legal_duty"}, {"ground": "legal_duty", "note": "  "}):
            await post(intake, f"{path}/{command}", body | {"without_consent": silent}, 422)
        agreed = await say(intake, path, "given")
        await post(intake, f"{path}/{command}", body)
        if command == "triage":
            await post(intake, f"{path}/triage", body)
        [referral] = (await get(intake, path))["referrals"]
        assert (referral["step"], referral["consent"]) == (step, agreed["history"][0]["id"])

        path = await contacted(intake, holder)
        await post(intake, f"{path}/{command}", body | {"without_consent": COURT})
        [referral] = (await get(intake, path))["referrals"]
        assert (referral["consent"], referral["ground"], referral["note"]) == (None, "court_order", COURT["note"])
        stored = await intake.scalar("select sealed from referrals where ground is not null")
        await eventually(lambda: "triaged" in told_of(told.events))
    assert b"Utrecht" not in stored
    assert "Utrecht" not in str(told.events)


async def test_who_confirms_what_policy_suggested_refers_by_it(world: World) -> None:
    trouble = ["finances", "mental_functioning", "housing"]
    async with world.serving("intake") as intake:
        await join(intake)
        case = await walk_in(intake, domains_in_trouble=trouble)
        assert case["route"] == "specialist"
        path, body = f"/v1/cases/{case['id']}", {"route": "specialist"}
        assert (await post(intake, f"{path}/triage", body, 409))["type"] == "urn:omzien:problem:no-consent"
        assert (await get(intake, path))["referrals"] == []
        await say(intake, path, "given")
        for _ in range(2):
            await post(intake, f"{path}/triage", body)
        assert [each["step"] for each in (await get(intake, path))["referrals"]] == ["triage"]


async def test_acute_waits_for_nobodys_consent_and_is_kept_as_a_vital_interest(world: World) -> None:
    async with world.serving("intake") as intake:
        path = await contacted(intake, await join(intake))
        await say(intake, path, "refused")
        await post(intake, f"{path}/direct-transfer", {"ground": "acute", "needs": [NEED]})
        [referral] = (await get(intake, path))["referrals"]
    assert (referral["consent"], referral["ground"]) == (None, "vital_interest")


async def test_a_withdrawn_consent_is_told_and_bears_no_referral_while_its_history_stays(world: World) -> None:
    async with world.serving("intake") as intake:
        told = await world.subscribe("nl.omzien.cases.#")
        path = await contacted(intake, await join(intake))
        await say(intake, path, "given", until="2099-12-31", how="written")
        await say(intake, path, "given", purpose="sharing_with_volunteers")
        await say(intake, path, "withdrawn", said_on="2026-01-08")
        kept = await get(intake, f"{path}/consents")
        await post(intake, f"{path}/triage", {"route": "specialist"}, 409)
        await post(intake, f"{path}/triage", {"route": "outreach"})
        again = await say(intake, path, "withdrawn", 409, said_on="2026-01-08")
        await eventually(lambda: told_of(told.events)[-1:] == ["sent-to-outreach"])
    assert kept["permitted"] == ["sharing_with_volunteers"]
    assert [(each["purpose"], each["answer"], each["how"]) for each in kept["history"]] == [
        ("referral_to_specialist", "given", "written"),
        ("sharing_with_volunteers", "given", "spoken"),
        ("referral_to_specialist", "withdrawn", "spoken"),
    ]
    assert again["type"] == "urn:omzien:problem:nothing-to-withdraw"
    sayings = [event for event in told.events if "consent" in event["type"]]
    assert told_of(sayings) == ["consent-given", "consent-given", "consent-withdrawn"]
    assert [event["data"].get("until") for event in sayings] == ["2099-12-31", None, None]
    assert {name for event in sayings for name in event["data"]} == {"caseid", "neighbourhood", "purpose", "until"}


async def test_a_consent_says_who_recorded_it_and_ends_after_it_began(world: World) -> None:
    body = {"purpose": "sharing_with_gp", "answer": "given", "said_on": "2026-01-06", "how": "written"}
    async with world.serving("intake") as intake:
        path = f"/v1/cases/{(await walk_in(intake))['id']}/consents"
        refused = await post(intake, path, body, 409)
        assert refused["type"] == "urn:omzien:problem:nobody-decides"
        who = {"Omzien-Actor": str(new_id())}
        for until in ({"until": "2026-01-05"}, {"until": "2026-02-01", "answer": "refused"}):
            await post(intake, path, body | until, 422, **who)
        kept = await post(intake, path, body, 201, **who)
        assert [each["recorded_by"] for each in kept["history"]] == [who["Omzien-Actor"]]
        await post(intake, f"/v1/cases/{new_id()}/consents", body, 404, **who)
        assert (await intake.read(f"/v1/cases/{new_id()}/consents")).status_code == 404
