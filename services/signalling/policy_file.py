"""What stands in a file with the policy by which signals are weighed."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from libs.contracts.signals import Effort
from libs.contracts.terms import after_working_days, put_off
from libs.contracts.words import Certainty, PartnerKind, SignalKind, Urgency
from libs.delivery import policies
from libs.delivery.policies import Table
from services.signalling.domain.answers import AnswerState
from services.signalling.domain.policy import PartnerRules, Policy, Precondition

Percent = Annotated[int, Field(ge=0, le=1_000)]
Days = Annotated[int, Field(ge=1, le=3_660)]


class Correlation(Table):
    window_days: Days
    threshold: int = Field(ge=1)
    partners_at_least: int = Field(ge=1)
    repeat_percent: int = Field(ge=0, le=99, description="Under 100: a partner who repeats itself counts less.")
    at_once: tuple[Urgency, ...]


class Hold(Table):
    notice_days: Days


class Term(Table):
    """Exactly one of the two."""

    hours: int | None = Field(default=None, ge=1)
    working_days: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _one(self) -> "Term":
        if (self.hours is None) == (self.working_days is None):
            raise ValueError("give either hours or working_days")
        return self

    def after(self, moment: datetime) -> datetime:
        if self.working_days is not None:
            return after_working_days(moment, self.working_days)
        return moment + timedelta(hours=self.hours or 0)

    def put_off(self, promised: datetime, since: datetime, until: datetime) -> datetime:
        """Later by what a pause took of it, in its own unit."""
        if self.working_days is not None:
            return put_off(promised, since, until)
        return promised + max(until - since, timedelta())


class Retention(Table):
    dismissed_days: Days
    case_years: int = Field(ge=1, le=100)
    gap_days: Days
    youth_days: Days
    refused_days: Days
    question_days: Days


def _kinds(told: Any) -> Any:
    if isinstance(told, str):
        if told != "any":
            raise ValueError('give a list of kinds of signal, or "any"')
        return tuple(SignalKind)
    return told


class Partner(Table):
    """What a kind of partner may give and hear."""

    kinds: Annotated[tuple[SignalKind, ...], BeforeValidator(_kinds)]
    answers: tuple[Literal["received", "picked_up", "closed"], ...]
    may_ask_known: bool

    @model_validator(mode="after")
    def _hears_something(self) -> "Partner":
        if "received" not in self.answers:
            raise ValueError("answers must name received: who hears nothing sends again and again")
        return self

    def rules(self) -> PartnerRules:
        """As the domain knows them."""
        return PartnerRules(frozenset(self.kinds), frozenset(map(AnswerState, self.answers)), self.may_ask_known)


class Before(Table):
    """What these kinds of partner must have done before they give a signal of this kind."""

    partners: tuple[PartnerKind, ...] = Field(min_length=1)
    efforts: tuple[Effort, ...] = Field(min_length=1)


class Safety(Table):
    """Of these kinds and urgencies a signal is not refused for what a partner may not give or has not done."""

    kinds: tuple[SignalKind, ...]
    urgencies: tuple[Urgency, ...]


class PolicyFile(policies.PolicyFile[Policy]):
    """What stands in the file. Every kind, urgency, certainty and kind of partner must be there."""

    points: dict[SignalKind, Annotated[int, Field(ge=0)]]
    urgency_percent: dict[Urgency, Percent]
    certainty_percent: dict[Certainty, Percent]
    correlation: Correlation
    hold: Hold
    pick_up: dict[Urgency, Term]
    retention: Retention
    partners: dict[PartnerKind, Partner]
    preconditions: dict[SignalKind, Before]
    safety: Safety

    @model_validator(mode="after")
    def _complete(self) -> "PolicyFile":
        for name, given, wanted in (
            ("points", self.points, SignalKind),
            ("urgency_percent", self.urgency_percent, Urgency),
            ("certainty_percent", self.certainty_percent, Certainty),
            ("pick_up", self.pick_up, Urgency),
            ("partners", self.partners, PartnerKind),
        ):
            missing = [word.value for word in wanted if word not in given]
            if missing:
                raise ValueError(f"{name} says nothing about {', '.join(missing)}")
        if self.hold.notice_days >= self.correlation.window_days:
            raise ValueError("hold.notice_days must be less than correlation.window_days")
        if Urgency.ACUTE not in self.correlation.at_once:
            raise ValueError("correlation.at_once must name acute: it goes straight through")
        if Urgency.ACUTE not in self.safety.urgencies:
            raise ValueError("safety.urgencies must name acute: a life is not weighed against a missing effort")
        return self

    def policy(self, content_hash: str) -> Policy:
        return Policy(
            version=self.version,
            holds_from=self.holds_from,
            content_hash=content_hash,
            points=self.points,
            urgency_percent=self.urgency_percent,
            certainty_percent=self.certainty_percent,
            at_once=frozenset(self.correlation.at_once),
            window=timedelta(days=self.correlation.window_days),
            threshold=self.correlation.threshold,
            partners_at_least=self.correlation.partners_at_least,
            repeat_percent=self.correlation.repeat_percent,
            notice=timedelta(days=self.hold.notice_days),
            keep_dismissed=timedelta(days=self.retention.dismissed_days),
            keep_gap=timedelta(days=self.retention.gap_days),
            keep_youth=timedelta(days=self.retention.youth_days),
            keep_refused=timedelta(days=self.retention.refused_days),
            keep_question=timedelta(days=self.retention.question_days),
            case_years=self.retention.case_years,
            pick_up_by=lambda urgency, now: self.pick_up[urgency].after(now),
            partners={kind: told.rules() for kind, told in self.partners.items()},
            preconditions={
                kind: Precondition(frozenset(told.partners), told.efforts) for kind, told in self.preconditions.items()
            },
            safety_kinds=frozenset(self.safety.kinds),
            safety_urgencies=frozenset(self.safety.urgencies),
            put_off=lambda urgency, promised, since, until: self.pick_up[urgency].put_off(promised, since, until),
        )
