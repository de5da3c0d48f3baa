"""What the Willemse scenario brings to the kitchen table: needs, scores, wishes, and what she gives."""

from collections.abc import Mapping
from typing import Any

from libs.contracts.words import Category, LifeDomain, PartOfDay, Rung

#: What came out of the conversation, in the words of the story.
NEEDS: Mapping[str, Mapping[str, Any]] = {
    "support stockings": {
        "category": Category.CARE,
        "domain": LifeDomain.PHYSICAL,
        "parts_of_day": [PartOfDay.MORNING, PartOfDay.EVENING],
        "times_per_week": 14,
        "skills": ["support_stockings"],
        "inside_home": True,
        "lasting": True,
    },
    "meals": {
        "category": Category.EATING,
        "domain": LifeDomain.DAYTIME,
        "times_per_week": 7,
        "skills": ["warm_meal"],
    },
    "shopping": {
        "category": Category.SERVICES,
        "domain": LifeDomain.PRACTICAL,
        "times_per_week": 1,
        "skills": ["shopping"],
    },
    "curtains": {
        "category": Category.CARE,
        "domain": LifeDomain.PRACTICAL,
        "parts_of_day": [PartOfDay.MORNING, PartOfDay.EVENING],
        "times_per_week": 14,
        "skills": ["curtains"],
        "inside_home": True,
    },
    "garden and snow": {
        "category": Category.LIVING,
        "domain": LifeDomain.HOUSING,
        "times_per_week": 1,
        "skills": ["garden", "snow"],
    },
    "contact with her son": {
        "category": Category.RECREATION,
        "domain": LifeDomain.SOCIAL,
        "times_per_week": 2,
        "own_network": {"adequate": True, "why_not": None},
    },
    "company in the street": {
        "category": Category.RECREATION,
        "domain": LifeDomain.MEANING,
        "times_per_week": 1,
        "skills": ["company_in_the_street"],
    },
    "forms and transport": {
        "category": Category.INFORMATION,
        "domain": LifeDomain.FINANCES,
        "times_per_week": 1,
        "skills": ["forms", "transport"],
    },
}
#: Where they stand at first; a need that is not here has nobody in 2006.
THEN = {
    "support stockings": Rung.INDIVIDUAL_PROVISION,
    "meals": Rung.INDIVIDUAL_PROVISION,
    "shopping": Rung.VOLUNTEERS,
    "curtains": Rung.INDIVIDUAL_PROVISION,
    "contact with her son": Rung.OWN_NETWORK,
}
NOW = {
    "support stockings": Rung.INDIVIDUAL_PROVISION,
    "meals": Rung.GENERAL_PROVISION,
    "shopping": Rung.VOLUNTEERS,
    "curtains": Rung.OWN_STRENGTH,
    "garden and snow": Rung.VOLUNTEERS,
    "contact with her son": Rung.OWN_NETWORK,
    "company in the street": Rung.OWN_NETWORK,
    "forms and transport": Rung.GENERAL_PROVISION,
}
SCORES = {
    LifeDomain.HOUSING: 3,
    LifeDomain.FINANCES: 4,
    LifeDomain.SOCIAL: 2,
    LifeDomain.MENTAL: 3,
    LifeDomain.MEANING: 2,
    LifeDomain.PHYSICAL: 2,
    LifeDomain.PRACTICAL: 2,
    LifeDomain.DAYTIME: 2,
}
#: Wished results, and what two reviews found of them.
WISHED = {LifeDomain.SOCIAL: 4, LifeDomain.MEANING: 4, LifeDomain.DAYTIME: 4}
REVIEWS = (
    {LifeDomain.SOCIAL: 3, LifeDomain.MEANING: 3, LifeDomain.DAYTIME: 3, LifeDomain.PRACTICAL: 3},
    {LifeDomain.SOCIAL: 4, LifeDomain.MEANING: 4, LifeDomain.DAYTIME: 4, LifeDomain.PRACTICAL: 3},
)
#: What she gives, and what a neighbour would like to learn.
GIVES = {"category": Category.COURSES, "skills": ["flower_arranging"], "times_per_week": 1}
LEARNS = {**GIVES, "domain": LifeDomain.DAYTIME}
