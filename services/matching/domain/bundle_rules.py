"""What a municipality may set about groups: what is bundled, how near, how many, how long people may think."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from libs.contracts.words import Category


@dataclass(frozen=True)
class GroupRule:
    """How one category of needs becomes a group.

    `title` is how the group is called in the catalogue; `minimum` and `maximum` are members; at most `invited`
    residents are asked for one group, and `helpers` people must help it. Who may help has one of `helper_skills`;
    when none is named, offers in the category.
    """

    title: str
    minimum: int
    maximum: int
    invited: int
    helpers: int
    helper_skills: frozenset[str] = frozenset()


@dataclass(frozen=True)
class BundleRules:
    """`every`: how often groups are looked for; `term`: how long people may think before a group is given up.

    After `rest` somebody may be asked again; who declined, for this need never. Within `reach_km` of each other are
    the neighbourhoods of one group. Categories without a rule are not bundled.
    """

    every: timedelta = timedelta(days=1)
    term: timedelta = timedelta(days=14)
    rest: timedelta = timedelta(days=30)
    reach_km: float = 0.0
    groups: Mapping[Category, GroupRule] = field(default_factory=dict)
