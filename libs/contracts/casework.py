"""The closed vocabularies of intake's work on a case."""

from enum import StrEnum


class Term(StrEnum):
    """A legal clock of a case (Wmo 2015)."""

    PERSONAL_PLAN = "personal_plan"
    INVESTIGATION = "investigation"
    URGENT_PROVISION = "urgent_provision"


class SuspensionGround(StrEnum):
    """Why a clock stands still (Awb art. 4:15)."""

    AWAITING_RESIDENT = "awaiting_resident"
    RESIDENT_AGREED = "resident_agreed"
    RESIDENT_DELAYS = "resident_delays"
    FORCE_MAJEURE = "force_majeure"


class TriageReason(StrEnum):
    """Why a case goes this way. The first seven are policy's; a person may give any of them."""

    ACUTE_URGENCY = "acute_urgency"
    PALLIATIVE = "palliative"
    DOES_NOT_COME = "does_not_come"
    SIGNAL_KIND = "signal_kind"
    SEVERAL_DOMAINS = "several_domains"
    SIMPLE_QUESTION = "simple_question"
    ORDINARY = "ordinary"
    NOT_ACUTE = "not_acute"
    NOT_PALLIATIVE = "not_palliative"
    COMES_AFTER_ALL = "comes_after_all"
    MORE_COMPLEX = "more_complex"
    LESS_COMPLEX = "less_complex"
    RESIDENT_PREFERS = "resident_prefers"


class Purpose(StrEnum):
    """What a resident may agree to, each apart (AVG art. 4(11) and 7)."""

    REFERRAL_TO_SPECIALIST = "referral_to_specialist"
    SHARING_WITH_VOLUNTEERS = "sharing_with_volunteers"
    SHARING_WITH_CARE_PROVIDER = "sharing_with_care_provider"
    SHARING_WITH_GP = "sharing_with_gp"
    STATISTICS = "statistics"
    CONTACT_BY_SURVEY = "contact_by_survey"
    SHARING_WITH_NETWORK = "sharing_with_network"


class LegalGround(StrEnum):
    """On which a resident is referred without their consent (AVG art. 6(1)(c), (d) and 9(2)(c), (f))."""

    VITAL_INTEREST = "vital_interest"
    LEGAL_DUTY = "legal_duty"
    COURT_ORDER = "court_order"


class ContactMeans(StrEnum):
    """How somebody tried to reach a resident. `message`: a text message; `card`: left in the letterbox."""

    PHONE = "phone"
    VISIT = "visit"
    LETTER = "letter"
    EMAIL = "email"
    MESSAGE = "message"
    CARD = "card"
    OTHER = "other"
