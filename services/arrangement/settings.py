"""What arrangement is told by its environment, beside what every service is told."""

from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import Field

from libs.delivery import settings
from libs.delivery.policies import Policies, read_all, written_as
from services.arrangement.domain.policy import Policy
from services.arrangement.policy_file import PolicyFile


class Settings(settings.PlacedSettings):
    """With the file of terms that a municipality makes its own."""

    arrangement_policy_file: Annotated[Path, written_as(PolicyFile)] = Field(
        default=settings.REFERENCE / "arrangement-policy.toml",
        description="How long needs wait, when plans are reviewed: a file, or a folder with a file for each version.",
    )

    @cached_property
    def policies(self) -> Policies[Policy]:
        """The versions of the policy, by the date from which they hold."""
        return read_all(self.arrangement_policy_file, PolicyFile)
