"""`omzien policy try` and `omzien retention` against a service that runs."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from libs.delivery.settings import REFERENCE
from omzien.errors import Advice
from tests.broker.command import typed, up
from tests.broker.signalling_letters import CARE, GP, event, worry
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker

TEXT = (REFERENCE / "signalling-policy.toml").read_text(encoding="utf-8")


@pytest.fixture
async def signalling(world: World, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Served]:
    """It runs, and the command finds it."""
    async with world.serving("signalling") as served, up(world, served, monkeypatch):
        yield served


async def _taken_in(signalling: Served, number: int, source: str = GP, **more: object) -> str:
    answer = await signalling.http.post("/v1/signals", json=event(worry(number, **more), source))
    assert answer.status_code == 202, answer.text
    return str(answer.json()["signal"])


async def _everything(signalling: Served) -> str:
    found = [
        await signalling.runtime.pool.fetch(f"select t::text from {table} t order by 1")  # noqa: S608
        for table in ("signal", "household", "household_key", "trace", "timer", "receipt")
    ]
    return str(found)


async def test_a_changed_policy_is_tried_on_the_last_signals_and_nothing_changes(
    signalling: Served, tmp_path: Path
) -> None:
    held = await _taken_in(signalling, 1)
    together = [await _taken_in(signalling, 2), await _taken_in(signalling, 2, CARE, partner="home_care")]
    dismissed = await _taken_in(signalling, 3)
    await signalling.http.post(f"/v1/signals/{dismissed}/dismiss", json={"ground": "unfounded"})
    changed, same = tmp_path / "changed.toml", tmp_path / "same.toml"
    changed.write_text(TEXT.replace("threshold = 50", "threshold = 70").replace('"2026-01"', '"proef"'))
    same.write_text(TEXT)
    before = await _everything(signalling)
    stricter = await typed("policy", "try", str(changed))
    as_it_is = await typed("policy", "try", str(same), "--days", "7")
    answer = await signalling.http.post("/v1/policy/trials", json={"policy": changed.read_text(), "days": 1})
    assert await _everything(signalling) == before
    assert stricter.exit_code == 0, stricter.output
    assert "Policy proef" in stricter.output
    assert "2 would be decided otherwise." in stricter.output
    assert "Not tried: 1 dismissed by a person." in stricter.output
    assert f"{together[0]}  raised (added up) -> held" in stricter.output
    assert held not in stricter.output
    assert "0 would be decided otherwise." in as_it_is.output
    found = answer.json()
    assert found["all"] == {"held_before": 1, "raised_before": 2, "held_after": 3, "raised_after": 0}
    assert found["partners"]["home_care"] == {
        "held_before": 0,
        "raised_before": 1,
        "held_after": 1,
        "raised_after": 0,
    }


async def test_a_policy_that_cannot_be_used_is_told_fault_by_fault(signalling: Served, tmp_path: Path) -> None:
    wrong = TEXT.replace("threshold = 50", "threshold = 0").replace("repeat_percent = 20", "repeat_percent = 100")
    answer = await signalling.http.post("/v1/policy/trials", json={"policy": wrong, "days": 1})
    (tmp_path / "wrong.toml").write_text(wrong)
    shown = await typed("policy", "try", str(tmp_path / "wrong.toml"))
    absent = await typed("policy", "try", str(tmp_path / "absent.toml"))
    assert answer.status_code == 422
    assert [each.split(":")[0] for each in answer.json()["faults"]] == [
        "correlation.threshold",
        "correlation.repeat_percent",
    ]
    assert isinstance(shown.exception, Advice)
    assert "signalling says no: correlation.threshold" in str(shown.exception)
    assert isinstance(absent.exception, Advice)


async def test_what_is_due_is_shown_beforehand_and_what_was_erased_with_its_proof(signalling: Served) -> None:
    signal = await _taken_in(signalling, 1)
    await signalling.http.post(f"/v1/signals/{signal}/dismiss", json={"ground": "unfounded"})
    now = signalling.runtime.clock()
    today = await typed("retention", "--dry-run")
    later = await typed("retention", "--dry-run", "--until", f"{now + timedelta(days=31):%Y-%m-%d}")
    nothing = await typed("retention")
    assert (await signalling.read(f"/v1/signals/{signal}")).json()["state"] == "dismissed"
    signalling.runtime.clock = lambda: now + timedelta(days=31)
    await eventually(lambda: _erased(signalling))
    proved = await typed("retention", "--since", f"{now:%Y-%m-%d}")
    await signalling.runtime.pool.execute("update receipt set content = 'x'")
    broken = await typed("retention")
    assert "0 to be erased" in today.output
    assert "dismissed_days" in later.output
    assert "1 to be erased by the end of" in later.output
    assert "0 erased" in nothing.output
    assert f"{signal}  " in proved.output
    assert "left: nothing" in proved.output
    assert proved.output.endswith("1 erased\n")
    assert (proved.exit_code, broken.exit_code) == (0, 1)
    assert "left: 1 contents" in broken.output


async def _erased(signalling: Served) -> bool:
    return bool(await signalling.scalar("select count(*) from erasure"))
