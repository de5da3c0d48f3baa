"""What comes out of a case's dossier over HTTP: also free text, for who works on it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import Field

from libs.contracts.carers import Carer
from libs.contracts.casework import ContactMeans, LegalGround
from libs.contracts.words import Category, LifeDomain
from services.intake.domain.consent import ReferralStep
from services.intake.domain.self_reliance import LIFE_DOMAINS_IN_DUTCH, SOURCE, MatrixDomain, parts_of, to_matrix
from services.intake.views import CaseView, Shown


class AttemptView(Shown):
    id: UUID
    at: datetime
    by: UUID
    reached: bool
    means: ContactMeans | None


class NoteView(Shown):
    """`about`: the goal that it speaks of."""

    id: UUID
    at: datetime
    kind: str
    category: Category | None
    about: UUID | None
    text: str


class ConversationView(Shown):
    """`scores` and `not_discussed` are the eight life domains together.

    `self_reliance_matrix` has the scores that were given in the matrix and, where a life domain was scored as a whole,
    that score for each of its parts. `well_being` is 0 ... 10, null where it was not asked or not answered.
    """

    id: UUID
    held_on: date
    scores: dict[LifeDomain, int]
    not_discussed: tuple[LifeDomain, ...]
    self_reliance_matrix: dict[MatrixDomain, int]
    well_being: int | None
    notes: dict[LifeDomain, str]
    strengths: tuple[str, ...]
    contributions: tuple[str, ...] = ()
    wished_results: tuple[str, ...] = ()
    client_support_offered: bool
    client_support_accepted: bool | None
    client_supporter_present: bool

    @classmethod
    def of(cls, known: Mapping[str, Any]) -> Self:
        scores = {LifeDomain(domain): score for domain, score in known["scores"].items()}
        apart = {MatrixDomain(part): score for part, score in known["matrix"].items()}
        both = {"not_discussed": not_discussed(scores), "self_reliance_matrix": to_matrix(scores, apart)}
        return cls.model_validate({**known, **both})


class MatrixDomainView(Shown):
    domain: MatrixDomain
    dutch: str
    belongs_to: LifeDomain


class LifeDomainView(Shown):
    """`self_reliance_matrix` is empty for what the matrix does not ask."""

    domain: LifeDomain
    dutch: str
    self_reliance_matrix: tuple[MatrixDomain, ...]


class SelfRelianceMatrixView(Shown):
    """How the eight life domains and the thirteen of the self-reliance matrix are told in each other.

    A life domain has the lowest score of its parts that were scored; a life domain that was scored as a whole gives its
    score to each of its parts, unless one of them was scored apart.
    """

    source: str
    matrix: tuple[MatrixDomainView, ...]
    life_domains: tuple[LifeDomainView, ...]

    @classmethod
    def published(cls) -> Self:
        return cls(
            source=SOURCE,
            matrix=tuple(
                MatrixDomainView(domain=each, dutch=each.dutch, belongs_to=each.belongs_to) for each in MatrixDomain
            ),
            life_domains=tuple(
                LifeDomainView(domain=each, dutch=LIFE_DOMAINS_IN_DUTCH[each], self_reliance_matrix=parts_of(each))
                for each in LifeDomain
            ),
        )


class ClarificationView(Shown):
    """`suggested` is what policy `rule` said about complex, beside what the adviser decided."""

    id: UUID
    at: datetime
    complex: bool
    suggested: bool
    rule: str
    needs: list[dict[str, Any]]
    contributions: list[dict[str, Any]]
    results: list[dict[str, Any]]
    own_words: dict[UUID, str]
    carer: Carer | None
    carer_own_words: str = ""


class ReferralView(Shown):
    """What a referral rested on: the resident's `consent`, or else a `ground`."""

    id: UUID
    at: datetime
    step: ReferralStep
    consent: UUID | None
    ground: LegalGround | None
    note: str


class CaseDetails(CaseView):
    """A case with its dossier, free text included: for who works on it. `scores` is the latest per domain."""

    scores: dict[LifeDomain, int]
    not_discussed: tuple[LifeDomain, ...] = Field(description="Life domains that no conversation touched upon yet.")
    contact_attempts: tuple[AttemptView, ...]
    notes: tuple[NoteView, ...]
    conversations: tuple[ConversationView, ...]
    clarifications: tuple[ClarificationView, ...]
    referrals: tuple[ReferralView, ...]


def not_discussed(scores: Mapping[LifeDomain, int]) -> tuple[LifeDomain, ...]:
    """Those of the eight that have no score."""
    return tuple(domain for domain in LifeDomain if domain not in scores)
