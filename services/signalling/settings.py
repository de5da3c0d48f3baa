"""What signalling is told by its environment."""

from functools import cached_property
from pathlib import Path

from pydantic import Field, ValidationInfo, field_validator

from libs.contracts.places import Places
from libs.delivery import settings
from libs.delivery.settings import ROOT
from services.signalling import policy_file
from services.signalling.domain.policy import Policies

REFERENCE = ROOT / "deploy" / "reference"


class Settings(settings.Settings):
    """With the files that a municipality makes its own."""

    neighbourhoods_file: Path = Field(
        default=REFERENCE / "neighbourhoods.csv", description="Which postcode is in which neighbourhood."
    )
    signalling_policy_file: Path = Field(
        default=REFERENCE / "signalling-policy.toml",
        description="How signals are weighed: a file, or a folder with a file for each version.",
    )

    @field_validator("neighbourhoods_file", "signalling_policy_file")
    @classmethod
    def _can_be_read(cls, path: Path, field: ValidationInfo) -> Path:
        # at the start: a wrong file found at the first signal would set every signal aside
        reads = policy_file.read_all if field.field_name == "signalling_policy_file" else Places.read
        try:
            reads(path)
        except OSError as error:
            raise ValueError(f"{path}: {error.strerror}") from None
        return path

    @cached_property
    def places(self) -> Places:
        """The neighbourhoods of the municipality."""
        return Places.read(self.neighbourhoods_file)

    @cached_property
    def policies(self) -> Policies:
        """The versions of the policy by which signals are weighed."""
        return policy_file.read_all(self.signalling_policy_file)
