"""How codes read to a person. The Dutch field terms stand beside the English ones where they are the field's own."""

from libs.contracts.words import LifeDomain, Route, Rung

RUNGS = {
    Rung.OWN_STRENGTH: "own strength",
    Rung.OWN_NETWORK: "own network",
    Rung.VOLUNTEERS: "volunteers",
    Rung.GENERAL_PROVISION: "general provision",
    Rung.INDIVIDUAL_PROVISION: "individual provision",
    Rung.SPECIALIST_CARE: "specialist care",
}
RUNGS_DUTCH = {
    Rung.OWN_STRENGTH: "eigen kracht",
    Rung.OWN_NETWORK: "eigen netwerk",
    Rung.VOLUNTEERS: "informele ondersteuning",
    Rung.GENERAL_PROVISION: "algemene voorziening",
    Rung.INDIVIDUAL_PROVISION: "maatwerkvoorziening",
    Rung.SPECIALIST_CARE: "specialistische zorg",
}
#: What stands on a rung.
SUPPORT = {
    Rung.OWN_STRENGTH: "own strength",
    Rung.OWN_NETWORK: "the own network",
    Rung.VOLUNTEERS: "a volunteer",
    Rung.GENERAL_PROVISION: "a general provision",
    Rung.INDIVIDUAL_PROVISION: "an individual provision",
    Rung.SPECIALIST_CARE: "specialist care",
}
#: Where there is little room.
RUNGS_SHORT = RUNGS | {
    Rung.GENERAL_PROVISION: "general",
    Rung.INDIVIDUAL_PROVISION: "individual",
    Rung.SPECIALIST_CARE: "specialist",
}
ROUTES = {
    Route.ADVICE: "advice",
    Route.TEAM: "team",
    Route.SPECIALIST: "specialist",
    Route.OUTREACH: "outreach",
    Route.PALLIATIVE: "palliative",
    Route.ACUTE: "acute",
}
DOMAINS = {
    LifeDomain.HOUSING: "housing",
    LifeDomain.FINANCES: "finances",
    LifeDomain.SOCIAL: "social life",
    LifeDomain.MENTAL: "mind",
    LifeDomain.MEANING: "meaning",
    LifeDomain.PHYSICAL: "body",
    LifeDomain.PRACTICAL: "practical matters",
    LifeDomain.DAYTIME: "the day",
}


def plain(code: str) -> str:
    """`lighter_offering` -> `lighter offering`."""
    return str(code).replace("_", " ").replace("-", " ")


def several(number: int, noun: str) -> str:
    """`1 case`, `2 cases`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
