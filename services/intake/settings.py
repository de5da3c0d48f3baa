"""What intake is told by its environment, beside what every service is told."""

from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from libs.contracts.neighbourhoods_file import read as read_neighbourhoods
from libs.contracts.places import Places
from libs.delivery import settings
from libs.delivery.policies import Policies, read_all, written_as
from services.intake.domain.policy import Policy
from services.intake.policy_file import PolicyFile


class Settings(settings.PlacedSettings):
    """With the files that a municipality makes its own."""

    intake_policy_file: Annotated[Path, written_as(PolicyFile)] = Field(
        default=settings.REFERENCE / "intake-policy.toml",
        description="Triage, terms, the night team, what is advised: a file, or a folder with a file for each version.",
    )
    signalling_url: str = Field(
        default="http://127.0.0.1:8081", description="Where signalling answers whose household someone is of."
    )

    @field_validator("intake_policy_file")
    @classmethod
    def _night_is_no_neighbourhood(cls, file: Path, info: ValidationInfo) -> Path:
        if places := info.data.get("neighbourhoods_file"):
            _require_night_apart(read_all(file, PolicyFile), file, read_neighbourhoods(places), places)
        return file

    def require_fit(self, places: Places) -> None:
        """A neighbourhood that comes later is not called as the night team is."""
        _require_night_apart(self.policies, self.intake_policy_file, places, self.neighbourhoods_file)

    @cached_property
    def policies(self) -> Policies[Policy]:
        """The versions of the policy, by the date from which they hold."""
        return read_all(self.intake_policy_file, PolicyFile)


def _require_night_apart(policies: Policies[Policy], file: Path, places: Places, of: Path) -> None:
    for policy in policies.versions:
        # its cases would go to the night, and the night's to it
        if policy.night_team in places.by_code:
            raise ValueError(f"{file}: acute.night_team: {policy.night_team} is a neighbourhood of {of}")
