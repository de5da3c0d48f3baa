"""Who gives signals, and what others may know of them: a coarse category, or the way in of a referral."""

from libs.contracts.signals import Discretion, SignalSubmitted
from libs.contracts.words import PartnerKind, ReporterCategory, WayIn

REPORTERS = {
    PartnerKind.HOUSING_CORPORATION: ReporterCategory.HOUSING,
    PartnerKind.MORTGAGE_LENDER: ReporterCategory.HOUSING,
    PartnerKind.ENERGY: ReporterCategory.UTILITY,
    PartnerKind.WATER: ReporterCategory.UTILITY,
    PartnerKind.HEALTH_INSURER: ReporterCategory.FINANCE,
    PartnerKind.GOVERNMENT_COLLECTOR: ReporterCategory.FINANCE,
    PartnerKind.DEBT_HELP: ReporterCategory.FINANCE,
    PartnerKind.POLICE: ReporterCategory.SAFETY,
    PartnerKind.GP: ReporterCategory.CARE,
    PartnerKind.HOME_CARE: ReporterCategory.CARE,
    PartnerKind.HOSPITAL: ReporterCategory.CARE,
    PartnerKind.SCHOOL: ReporterCategory.EDUCATION,
    PartnerKind.SHOPKEEPER: ReporterCategory.COMMUNITY,
    PartnerKind.AMBASSADOR: ReporterCategory.COMMUNITY,
    PartnerKind.RESIDENT: ReporterCategory.COMMUNITY,
    PartnerKind.FAMILY: ReporterCategory.COMMUNITY,
    PartnerKind.MUNICIPALITY: ReporterCategory.COMMUNITY,
    PartnerKind.HELPDESK: ReporterCategory.COMMUNITY,
    PartnerKind.OTHER: ReporterCategory.COMMUNITY,
}


def category_of(partner: PartnerKind, discretion: Discretion) -> ReporterCategory:
    """All that others may know of who gave a signal."""
    return REPORTERS[partner] if discretion is Discretion.OPEN else ReporterCategory.UNDISCLOSED


#: By which way somebody comes in whom such a partner refers. Others give worries only.
WAYS_IN = {
    PartnerKind.GP: WayIn.GP,
    PartnerKind.HOSPITAL: WayIn.HOSPITAL,
    PartnerKind.HOME_CARE: WayIn.CARE_ORGANISATION,
    PartnerKind.MUNICIPALITY: WayIn.MUNICIPALITY,
    PartnerKind.HELPDESK: WayIn.HELPDESK,
    PartnerKind.FAMILY: WayIn.FAMILY,
    PartnerKind.RESIDENT: WayIn.RESIDENT,
}


def way_in_of(told: SignalSubmitted) -> WayIn | None:
    """Of a referral: the resident asks for help and agrees to it. None of a worry, which is weighed."""
    return WAYS_IN.get(told.partner) if told.referral and told.resident_agrees else None
