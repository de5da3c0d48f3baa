"""What matching is told by its environment, beside what every service is told."""

from functools import cached_property
from pathlib import Path

from pydantic import Field, field_validator

from libs.contracts.places import Places
from libs.delivery import policies, settings
from libs.delivery.policies import Policies
from services.matching.domain.policy import Policy
from services.matching.policy_file import PolicyFile

REFERENCE = settings.ROOT / "deploy" / "reference"


class Settings(settings.Settings):
    """With the files that a municipality makes its own."""

    neighbourhoods_file: Path = Field(
        default=REFERENCE / "neighbourhoods.csv", description="Which postcode is in which neighbourhood."
    )
    matching_policy_file: Path = Field(
        default=REFERENCE / "matching-policy.toml",
        description="How criteria weigh, how long a proposal waits: a file, or a folder with a file for each version.",
    )

    @field_validator("neighbourhoods_file")
    @classmethod
    def _is_a_map(cls, path: Path) -> Path:
        return policies.readable(path, Places.read)

    @field_validator("matching_policy_file")
    @classmethod
    def _is_a_policy(cls, path: Path) -> Path:
        return policies.readable(path, _policies)

    @cached_property
    def places(self) -> Places:
        """The neighbourhoods of the municipality."""
        return Places.read(self.neighbourhoods_file)

    @cached_property
    def policies(self) -> Policies[Policy]:
        """The versions of the policy, by the date from which they hold."""
        return _policies(self.matching_policy_file)


def _policies(path: Path) -> Policies[Policy]:
    return policies.read_all(path, PolicyFile)
