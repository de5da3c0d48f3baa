"""What stands under `[bundles]` in a file with matching's policy."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field, model_validator

from libs.contracts.needs import Code
from libs.contracts.words import Category
from libs.delivery.policies import Table
from services.matching.domain.bundle_rules import BundleRules, GroupRule
from services.matching.requests import Name

Hours = Annotated[float, Field(gt=0, le=24 * 366)]
Size = Annotated[int, Field(ge=1, le=500)]


class GroupTable(Table):
    title: Name
    minimum: Annotated[Size, Field(ge=2)]
    maximum: Size
    invited: Size
    helpers: Annotated[int, Field(ge=0, le=20)]
    helper_skills: tuple[Code, ...] = ()

    @model_validator(mode="after")
    def _fits(self) -> "GroupTable":
        if not self.minimum <= self.maximum <= self.invited:
            raise ValueError("minimum, maximum and invited must not be above one another, in that order")
        return self

    def rule(self) -> GroupRule:
        return GroupRule(**self.model_dump() | {"helper_skills": frozenset(self.helper_skills)})


class BundlesTable(Table):
    """Left out of the file: nothing is bundled."""

    every_hours: Hours
    term_hours: Hours
    rest_days: Annotated[float, Field(ge=0, le=3_660)]
    reach_km: Annotated[float, Field(ge=0, le=1_000)]
    groups: dict[Category, GroupTable] = Field(default_factory=dict)

    def rules(self) -> BundleRules:
        return BundleRules(
            every=timedelta(hours=self.every_hours),
            term=timedelta(hours=self.term_hours),
            rest=timedelta(days=self.rest_days),
            reach_km=self.reach_km,
            groups={category: table.rule() for category, table in self.groups.items()},
        )
