"""What intake is told by its environment, beside what every service is told."""

import json
from functools import cached_property
from pathlib import Path

from pydantic import Field

from libs.contracts.places import Places
from libs.delivery.settings import ROOT
from libs.delivery.settings import Settings as DeliverySettings
from services.intake.domain.policy import Policy


class Settings(DeliverySettings):
    neighbourhoods_file: Path = Field(
        default=ROOT / "deploy" / "reference" / "neighbourhoods.csv",
        description="Postcodes and their neighbourhoods, as CSV.",
    )
    policy_file: Path = Field(
        default=Path(__file__).parent / "policy.json", description="When complex is suggested, how much is advised."
    )
    signalling_url: str = Field(
        default="http://127.0.0.1:8081", description="Where signalling answers whose household someone is of."
    )

    @cached_property
    def places(self) -> Places:
        """The municipality's neighbourhoods."""
        return Places.read(self.neighbourhoods_file)

    @cached_property
    def policy(self) -> Policy:
        """Raises ValueError naming the file when it does not hold a policy."""
        try:
            return Policy(**json.loads(self.policy_file.read_text(encoding="utf-8")))
        except (TypeError, ValueError) as error:
            raise ValueError(f"{self.policy_file}: {error}") from None
