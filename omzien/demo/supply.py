"""What the neighbourhood offers in the Willemse scenario: what was there in 2006, and what has come by 2009."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from libs.contracts.words import Category, Rung

Entry = Mapping[str, Any]

#: The neighbourhood centre, whose entries these are; and who accompanies those that come to somebody's home.
CENTRE = uuid4()
SHELTERED_BEFORE, ADVISER = uuid4(), uuid4()
#: Pupils on placement: the boy who lives two doors away, and a girl of his class.
BOY_TWO_DOORS_AWAY, CLASSMATE = uuid4(), uuid4()
YOUNG_MAN = uuid4()

_SCREENED = {"trained": True, "screened_until": "2099-12-31"}

# ---- 2006

HOME_CARE: Entry = {
    "title": "Thuiszorg",
    "rung": Rung.INDIVIDUAL_PROVISION,
    "categories": [Category.CARE],
    "skills": ["support_stockings", "curtains"],
    # half past nine in the morning and nine in the evening: her curtains wait for them
    "hours": [
        {"weekday": day, "opens": opens, "closes": closes}
        for day in range(1, 8)
        for opens, closes in (("09:30", "11:30"), ("21:00", "22:30"))
    ],
    "capacity": 20,
    "cost_cents_per_week": 9_500,
}
CARE_HOME_MEALS: Entry = {
    "title": "Warme maaltijden uit het verzorgingshuis",
    "rung": Rung.INDIVIDUAL_PROVISION,
    "categories": [Category.EATING],
    "skills": ["warm_meal"],
    "capacity": 20,
    "cost_cents_per_week": 9_500,
    "terms": {"visits": True},
}
SHOPPING_VOLUNTEER: Entry = {
    "title": "Boodschappen doen",
    "kind": "volunteer",
    "name": "A. Vrijwilliger",
    "rung": Rung.VOLUNTEERS,
    "categories": [Category.SERVICES],
    "skills": ["shopping"],
    "capacity": 1,
    "reach_km": 3,
    **_SCREENED,
}

# ---- 2009

PUPILS: Entry = {
    "title": "Scholieren op maatschappelijke stage",
    "kind": "service_team",
    "rung": Rung.VOLUNTEERS,
    "categories": [Category.LIVING],
    "skills": ["garden", "snow"],
    "capacity": 1,
    "terms": {
        "guide": str(SHELTERED_BEFORE),
        "members": [str(BOY_TWO_DOORS_AWAY), str(CLASSMATE)],
        "traits": ["trainee"],
    },
    **_SCREENED,
}
FORMS_BRIGADE: Entry = {
    "title": "Formulierenbrigade, met vervoer",
    "rung": Rung.GENERAL_PROVISION,
    "categories": [Category.INFORMATION, Category.TRANSPORT_AIDS],
    "skills": ["forms", "transport"],
    "capacity": 20,
    "organisation": str(CENTRE),
}
COOKING_COURSE: Entry = {
    "title": "Koken voor alleenstaanden",
    "rung": Rung.GENERAL_PROVISION,
    "categories": [Category.COURSES, Category.EATING],
    "skills": ["warm_meal", "cooking"],
    "capacity": 20,
    "organisation": str(CENTRE),
    "terms": {"visits": False},
}
#: An aid that she has herself: nobody comes, and nobody decides when.
AID_AT_A_DISTANCE: Entry = {
    "title": "Hulp op afstand (domotica) in eigen beheer",
    "rung": Rung.OWN_STRENGTH,
    "categories": [Category.TRANSPORT_AIDS],
    "skills": ["remote_curtains", "screen_contact"],
    "capacity": 200,
    "terms": {"at_distance": True},
}
COMPANY: Entry = {
    "title": "Mee boodschappen doen en voorlezen",
    "kind": "service_team",
    "rung": Rung.VOLUNTEERS,
    "categories": [Category.SERVICES],
    "skills": ["shopping", "company", "reading"],
    "capacity": 1,
    "terms": {"guide": str(ADVISER), "members": [str(YOUNG_MAN)], "traits": ["man", "young"]},
    **_SCREENED,
}
