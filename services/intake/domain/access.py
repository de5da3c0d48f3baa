"""Who read whose personal data, when, and for what: what a resident may ask, and a supervisor checks."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Action(StrEnum):
    """What was read."""

    DOSSIER_READ = "dossier_read"
    CONSENTS_READ = "consents_read"
    RESIDENT_READ = "resident_read"
    DOCUMENT_READ = "document_read"


class AccessPurpose(StrEnum):
    """For what. `support` is the task itself."""

    SUPPORT = "support"
    DATA_REQUEST = "data_request"
    COMPLAINT = "complaint"
    QUALITY = "quality"
    SUPERVISION = "supervision"


@dataclass(frozen=True, slots=True)
class Access:
    """One reading, in the columns of NEN 7513. `actor`: `person:<id>`; `person` in an old one that nobody named."""

    id: UUID
    at: datetime
    actor: str
    action: Action
    purpose: AccessPurpose
    caseid: UUID | None = None
    resident: UUID | None = None
