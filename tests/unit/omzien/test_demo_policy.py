"""The demo goes by the reference policy, but for the weeks that it does not have."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from libs.delivery.policies import read
from omzien.demo import policy
from services.arrangement.policy_file import PolicyFile


def test_a_demo_differs_in_when_a_step_down_is_followed_up_and_in_nothing_else(tmp_path: Path) -> None:
    [(name, file)] = policy.without_waiting(tmp_path).items()
    assert name == "OMZIEN_ARRANGEMENT_POLICY_FILE"
    reference, demo = (read(Path(each), PolicyFile) for each in (policy.SOURCE, file))
    assert demo == replace(reference, follow_up_after=timedelta(0), content_hash=demo.content_hash)
