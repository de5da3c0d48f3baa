"""What matching is told by its environment, beside what every service is told."""

from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import Field

from libs.delivery import settings
from libs.delivery.policies import Policies, read_all, written_as
from services.matching.domain.policy import Policy
from services.matching.hsds.categories import Categories
from services.matching.hsds.categories_file import CategoriesFile
from services.matching.policy_file import PolicyFile


class Settings(settings.PlacedSettings):
    """With the files that a municipality makes its own."""

    matching_policy_file: Annotated[Path, written_as(PolicyFile)] = Field(
        default=settings.REFERENCE / "matching-policy.toml",
        description="How criteria weigh, how long a proposal waits: a file, or a folder with a file for each version.",
    )

    hsds_categories_file: Annotated[Path, written_as(CategoriesFile)] = Field(
        default=settings.REFERENCE / "hsds-categories.toml",
        description="Which category and rung the services of others have: a file, or a folder with one per version.",
    )

    @cached_property
    def hsds_categories(self) -> Policies[Categories]:
        """The versions of the table of categories, by the date from which they hold."""
        return read_all(self.hsds_categories_file, CategoriesFile)

    @cached_property
    def policies(self) -> Policies[Policy]:
        """The versions of the policy, by the date from which they hold."""
        return read_all(self.matching_policy_file, PolicyFile)
