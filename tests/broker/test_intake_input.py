"""Whatever is sent over HTTP: no input is a fault of the service, and none comes back or into the log."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.broker.intake_letters import new_id
from tests.world import World

pytestmark = pytest.mark.broker

ID, OTHER = str(new_id()), str(new_id())
NEED = {"category": "eating", "domain": "meaning", "times_per_week": 1, "own_network": {"adequate": False}}
CASE = "/v1/cases/{case}"
SURVEY = "/v1/surveys/{survey}"
RESIDENT = "/v1/residents/{resident}"
COMMANDS: dict[str, dict[str, Any]] = {
    "/v1/first-contacts": {
        "way_in": "gp",
        "household": ID,
        "urgency": "soon",
        "person": {"surname": "De Vries", "birth_date": "1923-02-01"},
        "address": {"postcode": "3731AB"},
        "question": {"category": "eating", "simple": True, "note": "a question"},
        "palliative": False,
        "comes_by_self": True,
        "domains_in_trouble": ["finances"],
    },
    "/v1/case-holders": {"case_holder": ID, "neighbourhood": "de-bilt-west", "capacity": 1},
    f"/v1/case-holders/{ID}/absence": {"from": "2026-01-05", "until": "2199-01-09", "stand_in": OTHER},
    f"/v1/case-holders/{ID}/return": {},
    CASE + "/assign": {"case_holder": ID},
    CASE + "/place": {"neighbourhood": "de-bilt-west"},
    CASE + "/handover": {"receiver": ID},
    CASE + "/handover/confirm": {},
    CASE + "/handover/decline": {},
    CASE + "/handover/withdraw": {},
    CASE + "/personal-plan": {"received_on": "2026-01-05", "text": "a plan"},
    CASE + "/suspend": {"ground": "resident_agreed", "until": "2999-01-09"},
    CASE + "/resume": {},
    CASE + "/contact-attempts": {"by": ID, "reached": True},
    CASE + "/triage": {"route": "team", "reason": "more_complex"},
    CASE + "/advice": {"category": "eating", "offerings": [ID], "note": "a note"},
    CASE + "/direct-transfer": {
        "ground": "acute",
        "needs": [NEED],
        "without_consent": {"ground": "vital_interest", "note": "a note"},
    },
    CASE + "/consents": {
        "purpose": "sharing_with_gp",
        "answer": "given",
        "said_on": "2026-01-05",
        "how": "spoken",
        "until": "2026-02-05",
    },
    CASE + "/conversations": {
        "held_on": "2026-01-05",
        "domains": [{"domain": "meaning", "score": 3, "note": "a note"}],
        "self_reliance_matrix": {"housing": 3},
        "well_being": 6,
        "wished_results": ["to cook"],
        "strengths": ["arranges flowers"],
        "client_support_offered": True,
    },
    CASE + "/clarification": {
        "confirmed_with_resident": True,
        "needs": [NEED],
        "contributions": [{"category": "courses", "skills": ["flowers"]}],
        "results": [{"domain": "meaning", "target_score": 4, "own_words": "to cook"}],
        "carer": {"burden": "heavy", "hours_per_week": 9, "limits": ["no_lifting"], "own_words": "tired"},
    },
    CASE + "/goal-words": {"goal": ID, "own_words": "to eat together again"},
    CASE + "/close": {"outcome": "declined", "tried": "rang", "moved_to": "maartensdijk"},
    CASE + "/residents": {
        "role": "carer",
        "person": {"surname": "De Vries", "birth_date": "1953-02-01", "bsn": "111222333"},
        "address": {"postcode": "3731AB", "house_number": "1"},
        "phone": "030-1234567",
        "email": "v@example.nl",
        "language": "nl",
        "reach": "phone",
    },
    RESIDENT + "/requests": {
        "right": "correct",
        "received_on": "2026-01-05",
        "corrections": {"person": {"surname": "De Vries"}, "address": {"postcode": "3731AB"}, "phone": "1"},
    },
    "/v1/requests/{request}/carry-out": {},
    "/v1/requests/{request}/refuse": {"ground": "excessive"},
    CASE + "/reopen": {},
    "/v1/surveys": {
        "title": "in the neighbourhood",
        "neighbourhoods": ["de-bilt-west"],
        "opens_on": "2026-01-05",
        "until": "2099-01-05",
        "questions": [
            {
                "code": "knows",
                "text": "whom do you know",
                "options": [{"code": "all", "text": "all"}, {"code": "none", "text": "none"}],
                "at_most": 1,
            }
        ],
    },
    SURVEY + "/answers": {
        "neighbourhood": "de-bilt-west",
        "answers": {"knows": ["all"]},
        "words": "words",
        "contact": {
            "agrees": True,
            "household": ID,
            "phone": "030",
            "wants_help": {"category": "eating", "note": "a question"},
            "gives": {"category": "courses", "skills": ["flowers"]},
        },
    },
}
SECRET = "Willemse"
WRONG: list[Any] = [None, -1, 2**70, 1e300, SECRET, "\x00", "\ud800", SECRET * 2_000, [[]], {"a": {}}]
RAW = [b"", b"null", b"[]", b"{", b"\xff\xfe", b'{"household": NaN}', b"[" * 10_000, b'"' + b"x" * 100_000 + b'"']
QUESTIONS = {
    "/v1/cases": ["neighbourhood", "state", "case_holder", "household", "after", "limit"],
    "/v1/worklist": ["neighbourhood", "case_holder", "role", "after", "limit"],
    "/v1/cases/exceptions": ["neighbourhood", "after", "limit"],
    CASE + "/receipt": ["state"],
    CASE + "/holders": ["state"],
    "/v1/case-holders": ["neighbourhood"],
    "/v1/catalogue": ["neighbourhood", "category"],
    "/v1/cases/counts": ["state"],
    "/v1/requests": ["state", "after", "limit"],
    CASE + "/access": ["after", "limit"],
    RESIDENT: ["purpose"],
    CASE: ["state"],
    CASE + "1": ["state"],
    CASE + "/consents": ["state"],
    "/v1/surveys": ["neighbourhood", "after", "limit"],
    SURVEY + "/results": ["neighbourhood"],
    SURVEY + "/words": ["neighbourhood", "after", "limit"],
}
VALUES = ["", "-1", "9" * 40, "\x00", SECRET, "unknown", ID, "%%", "é" * 300]


def spoilt(body: Any) -> Iterator[Any]:
    """The body with each of its values replaced by each of the wrong ones, and with one too many."""
    if isinstance(body, dict):
        yield body | {"surname": SECRET}
        for name, value in body.items():
            yield from (body | {name: wrong} for wrong in WRONG)
            yield from (body | {name: wrong} for wrong in spoilt(value))
    elif isinstance(body, list):
        yield from ([wrong] for wrong in WRONG)
        yield from ([wrong] for wrong in spoilt(body[0]))


def requests() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Method, path and what to send."""
    json_ = {"Content-Type": "application/json"}
    for path, body in COMMANDS.items():
        for each in spoilt(body):
            yield "POST", path, {"content": json.dumps(each), "headers": json_}
    for raw in RAW:
        yield "POST", CASE + "/clarification", {"content": raw, "headers": json_}
    for path, parameters in QUESTIONS.items():
        for name in parameters:
            yield from (("GET", path, {"params": {name: value}}) for value in VALUES)
    for name in ("If-Match", "Omzien-Actor", "Idempotency-Key"):
        for value in ("x", '"' * 9, "k" * 201):
            yield "POST", CASE + "/reopen", {"headers": {name: value}}


async def test_no_input_is_a_fault_of_the_service(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    async with world.serving("intake") as intake:
        opened = await intake.http.post("/v1/first-contacts", json={"way_in": "gp", "household": ID})
        begun = await intake.http.post("/v1/surveys", json=COMMANDS["/v1/surveys"])
        case, survey = opened.json()["id"], begun.json()["id"]
        added = await intake.http.post(f"/v1/cases/{case}/residents", json=COMMANDS[CASE + "/residents"])
        resident = added.json()["resident"]
        asked = await intake.http.post(f"/v1/residents/{resident}/requests", json={"right": "see"})
        ids = {"case": case, "resident": resident, "request": asked.json()["id"], "survey": survey}
        answers = [
            (path, await intake.http.request(method, path.format_map(ids), **what)) for method, path, what in requests()
        ]
    # 503 is the answer while signalling cannot be asked
    assert not [
        (path, answer.text) for path, answer in answers if answer.status_code >= 500 and answer.status_code != 503
    ]
    assert {200, 400, 409, 422} <= {answer.status_code for _, answer in answers}
    assert not [path for path, answer in answers if answer.status_code >= 400 and SECRET in answer.text]
    assert SECRET not in capsys.readouterr().out
