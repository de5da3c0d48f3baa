"""What matching is told by its environment, beside what every service is told."""

import json
from functools import cached_property
from pathlib import Path

from pydantic import Field

from libs.contracts.places import Places
from libs.contracts.words import Urgency
from libs.delivery import settings
from services.matching.domain.policy import Policy


class Settings(settings.Settings):
    neighbourhoods_file: Path = Field(default=settings.ROOT / "deploy/reference/neighbourhoods.csv")
    matching_policy_file: Path = Field(
        default=Path(__file__).parent / "policy.json", description="How criteria weigh, how long a proposal waits."
    )

    @cached_property
    def places(self) -> Places:
        """The municipality's neighbourhoods."""
        return Places.read(self.neighbourhoods_file)

    @cached_property
    def policy(self) -> Policy:
        """Raises ValueError that names the file when it does not hold a policy."""
        try:
            told = json.loads(self.matching_policy_file.read_text(encoding="utf-8"))
            terms = {Urgency(urgency): hours for urgency, hours in told["term_hours"].items()}
            return Policy(told["version"], told["weights"], terms, told["far_km"])
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{self.matching_policy_file}: {error!r}") from error
