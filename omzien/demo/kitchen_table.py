"""What the Willemse scenario brings to the kitchen table: needs, scores, wishes, and what she gives."""

from collections.abc import Mapping
from typing import Any

from libs.contracts.carers import Burden
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
#: What was said about some of them, and what she can do: sealed with the conversation, as all words are.
SAID = {
    LifeDomain.SOCIAL: "Does not complain; fears loneliness, now that her son lives far away.",
    LifeDomain.MEANING: "Used to know everybody in the street.",
    LifeDomain.MENTAL: "A widow since a short while.",
    LifeDomain.FINANCES: "Dreads the forms; transport is hard to arrange.",
}
TALENTS = ("arranges flowers",)
COULD_GIVE = ("a flower-arranging course at the neighbourhood centre",)
#: Her son, who cared for her.
CARER = {
    "burden": Burden.BEARABLE,
    "hours_per_week": 1,
    "own_words": "I did much for her, and have moved to the south.",
}
#: Wished results with her own words, and what two reviews found of them.
WISHED = {LifeDomain.SOCIAL: 4, LifeDomain.MEANING: 4, LifeDomain.DAYTIME: 4}
OWN_WORDS = {LifeDomain.DAYTIME: "I would like to cook again."}
REVIEWS = (
    {LifeDomain.SOCIAL: 3, LifeDomain.MEANING: 3, LifeDomain.DAYTIME: 3, LifeDomain.PRACTICAL: 3},
    {LifeDomain.SOCIAL: 4, LifeDomain.MEANING: 4, LifeDomain.DAYTIME: 4, LifeDomain.PRACTICAL: 3},
)
#: How satisfied she is with her life, at the kitchen table and at each review: 0 ... 10.
WELL_BEING = (5, 7, 8)
#: What she gives, and what a neighbour would like to learn.
GIVES = {"category": Category.COURSES, "skills": ["flower_arranging"], "times_per_week": 1}
LEARNS = {**GIVES, "domain": LifeDomain.DAYTIME}
