"""What stands in a file with intake's policy."""

from datetime import time, timedelta

from pydantic import Field, field_validator

from libs.contracts.casework import Term
from libs.contracts.payload import Neighbourhood
from libs.contracts.words import LifeDomain, Route, SignalKind, Urgency
from libs.delivery import policies
from libs.delivery.policies import Table
from services.intake.domain.clocks import INVESTIGATION_DAYS, PERSONAL_PLAN_DAYS
from services.intake.domain.policy import Policy


class Complex(Table):
    domains: int = Field(ge=1, le=len(LifeDomain))
    score: int = Field(ge=1, le=5)


class Advice(Table):
    at_most: int = Field(ge=1, le=50)


class Triage(Table):
    acute_at_once: tuple[Urgency, ...]
    outreach_kinds: tuple[SignalKind, ...]
    specialist_domains: int = Field(ge=1, le=len(LifeDomain))

    @field_validator("acute_at_once")
    @classmethod
    def _acute(cls, given: tuple[Urgency, ...]) -> tuple[Urgency, ...]:
        if Urgency.ACUTE not in given:
            raise ValueError("must name acute: it never waits for a conversation")
        return given


class Near(Table):
    personal_plan_days: int = Field(ge=1, lt=PERSONAL_PLAN_DAYS)
    investigation_days: int = Field(ge=1, lt=INVESTIGATION_DAYS)
    urgent_provision_hours: int = Field(ge=1, le=72)


class UrgentProvision(Table):
    acute_hours: int = Field(ge=1, le=336)
    palliative_hours: int = Field(ge=1, le=336)


class Acute(Table):
    office_hours: tuple[time, time]
    night_team: Neighbourhood | None = None

    @field_validator("office_hours", mode="before")
    @classmethod
    def _hours(cls, given: object) -> object:
        return given.split("-") if isinstance(given, str) else given

    @field_validator("office_hours")
    @classmethod
    def _in_order(cls, given: tuple[time, time]) -> tuple[time, time]:
        if not given[0] < given[1] or any(each.tzinfo for each in given):
            raise ValueError('must be written as "08:30-17:00", the opening before the closing')
        return given


class PolicyFile(policies.PolicyFile[Policy]):
    complex: Complex
    advice: Advice
    triage: Triage
    near: Near
    urgent_provision: UrgentProvision
    acute: Acute

    def policy(self, content_hash: str) -> Policy:
        return Policy(
            version=self.version,
            holds_from=self.holds_from,
            content_hash=content_hash,
            complex_score=self.complex.score,
            complex_domains=self.complex.domains,
            advised_at_most=self.advice.at_most,
            acute_at_once=frozenset(self.triage.acute_at_once),
            outreach_kinds=frozenset(self.triage.outreach_kinds),
            specialist_domains=self.triage.specialist_domains,
            near={
                Term.PERSONAL_PLAN: timedelta(days=self.near.personal_plan_days),
                Term.INVESTIGATION: timedelta(days=self.near.investigation_days),
                Term.URGENT_PROVISION: timedelta(hours=self.near.urgent_provision_hours),
            },
            urgent_within={
                Route.ACUTE: timedelta(hours=self.urgent_provision.acute_hours),
                Route.PALLIATIVE: timedelta(hours=self.urgent_provision.palliative_hours),
            },
            office_hours=self.acute.office_hours,
            night_team=self.acute.night_team,
        )
