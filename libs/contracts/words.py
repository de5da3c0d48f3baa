"""The closed vocabularies of the field. English here; the Dutch terms stand in docs/glossary.md."""

from enum import IntEnum, StrEnum


class PartnerKind(StrEnum):
    """Who may give a signal: the kinds of partner in the signalling network."""

    HOUSING_CORPORATION = "housing_corporation"
    MORTGAGE_LENDER = "mortgage_lender"
    ENERGY = "energy"
    WATER = "water"
    HEALTH_INSURER = "health_insurer"
    GOVERNMENT_COLLECTOR = "government_collector"
    POLICE = "police"
    GP = "gp"
    HOME_CARE = "home_care"
    HOSPITAL = "hospital"
    SCHOOL = "school"
    SHOPKEEPER = "shopkeeper"
    DEBT_HELP = "debt_help"
    AMBASSADOR = "ambassador"
    RESIDENT = "resident"
    FAMILY = "family"
    MUNICIPALITY = "municipality"
    HELPDESK = "helpdesk"
    OTHER = "other"


class ReporterCategory(StrEnum):
    """All that leaves signalling about a reporter. Coarse, so that it does not name anyone."""

    HOUSING = "housing"
    UTILITY = "utility"
    CARE = "care"
    SAFETY = "safety"
    EDUCATION = "education"
    FINANCE = "finance"
    COMMUNITY = "community"
    UNDISCLOSED = "undisclosed"


class SignalKind(StrEnum):
    """What the worry is about."""

    LONELINESS = "loneliness"
    SELF_NEGLECT = "self_neglect"
    HOME_NEGLECT = "home_neglect"
    NUISANCE = "nuisance"
    CARE_AVOIDANCE = "care_avoidance"
    CARER_OVERLOADED = "carer_overloaded"
    PAYMENT_ARREARS = "payment_arrears"
    DOMESTIC_WORRY = "domestic_worry"
    DECLINING_HEALTH = "declining_health"
    HOME_SAFETY = "home_safety"
    SERVICE_GAP = "service_gap"


class Urgency(StrEnum):
    ROUTINE = "routine"
    SOON = "soon"
    URGENT = "urgent"
    ACUTE = "acute"

    @property
    def weight(self) -> int:
        """0 (routine) to 3 (acute); for comparing only."""
        return list(Urgency).index(self)


class Certainty(StrEnum):
    """How sure the reporter is."""

    SUSPECTED = "suspected"
    LIKELY = "likely"
    SEEN = "seen"


class IdentityField(StrEnum):
    """What people are recognised by."""

    BSN = "bsn"
    SURNAME = "surname"
    INITIALS = "initials"
    BIRTH_DATE = "birth_date"
    ADDRESS = "address"


class Agreement(StrEnum):
    """How one field of two records agrees. `alike`: but for spelling or a slip. `part`: what one tells, not all."""

    SAME = "same"
    ALIKE = "alike"
    PART = "part"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


class Mark(StrEnum):
    """What is wrong with a signal that is accepted all the same; a person looks at it."""

    BSN_INVALID = "bsn_invalid"
    POSTCODE_UNKNOWN = "postcode_unknown"
    POSTCODE_MISSING = "postcode_missing"
    HOUSE_NUMBER_MISSING = "house_number_missing"
    NOBODY_NAMED = "nobody_named"
    BIRTH_DATE_UNCLEAR = "birth_date_unclear"
    PRECONDITION_MISSING = "precondition_missing"
    REFERRAL_NOT_AGREED = "referral_not_agreed"
    KIND_NOT_ALLOWED = "kind_not_allowed"


class RefusalReason(StrEnum):
    """Why a signal was refused. A partner reads it back with its own id."""

    NOT_JSON = "not_json"
    NOT_A_CLOUDEVENT = "not_a_cloudevent"
    TYPE_UNKNOWN = "type_unknown"
    DATA_INVALID = "data_invalid"
    ABOUT_NOBODY = "about_nobody"
    CONTENT_CHANGED = "content_changed"
    TOO_LARGE = "too_large"
    PARTNER_UNKNOWN = "partner_unknown"
    IN_THE_FUTURE = "in_the_future"
    PRECONDITION_MISSING = "precondition_missing"
    KIND_NOT_ALLOWED = "kind_not_allowed"


class Rung(IntEnum):
    """The responsibility ladder, lightest first (Wmo 2015, art. 2.3.5(3))."""

    OWN_STRENGTH = 0
    OWN_NETWORK = 1
    VOLUNTEERS = 2
    GENERAL_PROVISION = 3
    INDIVIDUAL_PROVISION = 4
    SPECIALIST_CARE = 5

    @property
    def tailor_made(self) -> bool:
        """Whether standing here needs grounds, an application and a decision."""
        return self >= Rung.INDIVIDUAL_PROVISION


class LifeDomain(StrEnum):
    """The eight life domains of the conversation (Deventer, "Naar de bron", 2.5)."""

    HOUSING = "housing"
    FINANCES = "finances"
    SOCIAL = "social_functioning"
    MENTAL = "mental_functioning"
    MEANING = "meaning"
    PHYSICAL = "physical_functioning"
    PRACTICAL = "practical_functioning"
    DAYTIME = "daytime_activities"


class Category(StrEnum):
    """The fourteen categories of the service catalogue (MENS, chapter 5)."""

    WORK = "work"
    COURSES = "courses"
    SERVICES = "services"
    EATING = "eating"
    SPIRITUAL = "spiritual"
    RECREATION = "recreation"
    VOLUNTEERS_CARERS = "volunteers_carers"
    INFORMATION = "information"
    SPORT = "sport"
    LIVING = "living"
    YOUTH_PARENTS = "youth_parents"
    CARE = "care"
    MEDICAL = "medical"
    TRANSPORT_AIDS = "transport_aids"


class PartOfDay(StrEnum):
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    WEEKEND = "weekend"


class WayIn(StrEnum):
    """How a case came to intake."""

    SIGNAL = "signal"
    HELPDESK = "helpdesk"
    RESIDENT = "resident"
    FAMILY = "family"
    GP = "gp"
    HOSPITAL = "hospital"
    CARE_ORGANISATION = "care_organisation"
    MUNICIPALITY = "municipality"
    SURVEY = "survey"


class Route(StrEnum):
    """Where provisional triage sends a case."""

    ADVICE = "advice"
    TEAM = "team"
    SPECIALIST = "specialist"
    OUTREACH = "outreach"
    PALLIATIVE = "palliative"
    ACUTE = "acute"


class CaseOutcome(StrEnum):
    """How a case closed."""

    ADVISED = "advised"
    COMPLETED = "completed"
    DECLINED = "declined"
    NOT_REACHED = "not_reached"
    MOVED = "moved"
    DIED = "died"
    TRANSFERRED = "transferred"


class Party(StrEnum):
    """Who has to agree to a proposal."""

    SUPPLIER = "supplier"
    RESIDENT = "resident"


class WhyLapsed(StrEnum):
    """Why a step on the ladder is over before anybody decided on it, or said whether it holds."""

    OTHER_STEP = "other_step"
    ITEM_ENDED = "item_ended"
    NEED_OVER = "need_over"
    PLAN_CLOSED = "plan_closed"


class WhyNot(StrEnum):
    """Why a rung, or a candidate on it, was passed over. Together: the evidence of an escalation."""

    NOBODY = "nobody"
    NO_CAPACITY = "no_capacity"
    TOO_FAR = "too_far"
    TIMES = "times"
    SCREENING = "screening"
    PREFERENCE = "preference"
    DECLINED = "declined"
    NOT_ADEQUATE = "not_adequate"
    NOT_GRANTED = "not_granted"
    CONDITIONS = "conditions"
    GUIDANCE = "guidance"
    AWAY = "away"


class Direction(StrEnum):
    """Which way a plan moves on the ladder."""

    UP = "up"
    DOWN = "down"


class Ground(StrEnum):
    """Why a plan moves. Up: the first five; down: the last six. `already_held` says why there was no
    conversation here, and moves nothing.
    """

    LOWER_RUNGS_TRIED = "lower_rungs_tried"
    NOT_ADEQUATE = "not_adequate"
    ACUTE = "acute"
    PALLIATIVE = "palliative"
    SAFETY = "safety"
    ALREADY_HELD = "already_held"
    GOALS_MET = "goals_met"
    STABLE_REVIEWS = "stable_reviews"
    LIGHTER_OFFERING = "lighter_offering"
    NEAR_END = "near_end"
    CARER_RELIEVED = "carer_relieved"
    SPECIALIST_ADVICE = "specialist_advice"


class ItemEnd(StrEnum):
    """Why an item of a plan ended."""

    GOAL_MET = "goal_met"
    REPLACED = "replaced"
    DROPPED_OUT = "dropped_out"
    EXPIRED = "expired"
