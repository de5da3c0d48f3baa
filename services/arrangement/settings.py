"""What arrangement is told by its environment, beside what every service is told."""

from functools import cached_property
from pathlib import Path

from pydantic import Field, field_validator

from libs.delivery import policies, settings
from libs.delivery.policies import Policies
from services.arrangement.domain.policy import Policy
from services.arrangement.policy_file import PolicyFile

REFERENCE = settings.ROOT / "deploy" / "reference"


class Settings(settings.Settings):
    """With the file of terms that a municipality makes its own."""

    arrangement_policy_file: Path = Field(
        default=REFERENCE / "arrangement-policy.toml",
        description="How long needs wait, when plans are reviewed: a file, or a folder with a file for each version.",
    )

    @field_validator("arrangement_policy_file")
    @classmethod
    def _is_a_policy(cls, path: Path) -> Path:
        return policies.readable(path, _policies)

    @cached_property
    def policies(self) -> Policies[Policy]:
        """The versions of the policy, by the date from which they hold."""
        return _policies(self.arrangement_policy_file)


def _policies(path: Path) -> Policies[Policy]:
    return policies.read_all(path, PolicyFile)
