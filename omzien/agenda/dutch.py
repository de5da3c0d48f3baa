"""The agenda's words. It is laid before organisations of the neighbourhood, so it is in Dutch."""

from datetime import date

from libs.contracts.words import Category, PartOfDay, Rung, SignalKind, Urgency, WhyNot

CATEGORIES = {
    Category.WORK: "werk",
    Category.COURSES: "cursussen en training",
    Category.SERVICES: "diensten",
    Category.EATING: "eten en drinken",
    Category.SPIRITUAL: "geestelijke zorg",
    Category.RECREATION: "recreatie, ontmoeting en cultuur",
    Category.VOLUNTEERS_CARERS: "vrijwilligers en mantelzorg",
    Category.INFORMATION: "informatie en advies",
    Category.SPORT: "sport en bewegen",
    Category.LIVING: "wonen en woonomgeving",
    Category.YOUTH_PARENTS: "jeugd en ouders",
    Category.CARE: "zorg en verpleging",
    Category.MEDICAL: "medisch en paramedisch",
    Category.TRANSPORT_AIDS: "vervoer en hulpmiddelen",
}
URGENCIES = {
    Urgency.ROUTINE: "gewoon",
    Urgency.SOON: "binnenkort",
    Urgency.URGENT: "dringend",
    Urgency.ACUTE: "acuut",
}
RUNGS = {
    Rung.OWN_STRENGTH: "eigen kracht",
    Rung.OWN_NETWORK: "eigen netwerk",
    Rung.VOLUNTEERS: "vrijwilligers en buren",
    Rung.GENERAL_PROVISION: "algemene voorzieningen",
    Rung.INDIVIDUAL_PROVISION: "individuele voorzieningen",
    Rung.SPECIALIST_CARE: "gespecialiseerde zorg",
}
WHY_NOT = {
    WhyNot.NOBODY: "niemand",
    WhyNot.NO_CAPACITY: "vol",
    WhyNot.TOO_FAR: "te ver",
    WhyNot.TIMES: "andere tijden",
    WhyNot.SCREENING: "geen geldige VOG of opleiding",
    WhyNot.PREFERENCE: "voorkeur",
    WhyNot.DECLINED: "afgewezen",
    WhyNot.NOT_ADEQUATE: "niet toereikend",
    WhyNot.NOT_GRANTED: "niet toegekend",
    WhyNot.CONDITIONS: "voorwaarden",
    WhyNot.GUIDANCE: "geen begeleiding",
    WhyNot.AWAY: "tijdelijk afwezig",
}
PARTS_OF_DAY = {
    PartOfDay.MORNING: "ochtend",
    PartOfDay.AFTERNOON: "middag",
    PartOfDay.EVENING: "avond",
    PartOfDay.WEEKEND: "weekend",
    "any": "maakt niet uit",
}
TRENDS = {"rising": "stijgt", "falling": "daalt", "steady": "gelijk"}
KINDS = {
    "organisation": "organisatie",
    "volunteer": "vrijwilliger",
    "service_team": "dienstenteam",
    "contribution": "bewoner",
}
WORRIES = {
    SignalKind.LONELINESS: "eenzaamheid",
    SignalKind.SELF_NEGLECT: "zelfverwaarlozing",
    SignalKind.HOME_NEGLECT: "verwaarloosde woning",
    SignalKind.NUISANCE: "overlast",
    SignalKind.CARE_AVOIDANCE: "zorgmijding",
    SignalKind.CARER_OVERLOADED: "overbelaste mantelzorger",
    SignalKind.PAYMENT_ARREARS: "betalingsachterstand",
    SignalKind.DOMESTIC_WORRY: "zorgen om de thuissituatie",
    SignalKind.DECLINING_HEALTH: "achteruitgaande gezondheid",
    SignalKind.HOME_SAFETY: "onveilige woning",
    SignalKind.SERVICE_GAP: "gemis aan een voorziening",
}
MONTHS = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
]


def day(told: str) -> str:
    """A day, or the day of a moment, as it is written in a letter: 3 maart 2026."""
    found = date.fromisoformat(told[:10])
    return f"{found.day} {MONTHS[found.month - 1]} {found.year}"
