"""What a person may ask about their own data, and as whom they stand in a case."""

from enum import StrEnum


class Right(StrEnum):
    """The rights of the AVG (GDPR): art. 15, 16 and 17."""

    SEE = "see"
    CORRECT = "correct"
    ERASE = "erase"


class CaseRole(StrEnum):
    """As whom somebody stands in a case. The dossier is about its residents; others only stand in it."""

    RESIDENT = "resident"
    CARER = "carer"
    FAMILY = "family"
    REPRESENTATIVE = "representative"


class RefusalGround(StrEnum):
    """Why a request about somebody's own data is refused."""

    LEGAL_RETENTION = "legal_retention"
    IDENTITY_NOT_SHOWN = "identity_not_shown"
    RIGHTS_OF_OTHERS = "rights_of_others"
    LEGAL_CLAIM = "legal_claim"
    EXCESSIVE = "excessive"
    DATA_ARE_RIGHT = "data_are_right"
