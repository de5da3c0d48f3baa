"""Needs, proposals and offerings as rows of the database, and back."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from libs.contracts.needs import Criterion, PassedOver, Preference, StatedNeed, Where
from libs.contracts.words import Category, PartOfDay, Party, Rung, Urgency
from services.matching.domain import adequacy, wishes
from services.matching.domain.hours import Hours
from services.matching.domain.need import Need, NeedState, Permitted
from services.matching.domain.offering import Kind, Offering
from services.matching.domain.policy import Policy
from services.matching.domain.proposal import Candidate, Proposal, ProposalState
from services.matching.domain.terms import USUAL, Terms

Row = Mapping[str, Any]
TERMS, CANDIDATES = TypeAdapter(Terms), TypeAdapter(tuple[Candidate, ...])
LONG_AGO = datetime.min.replace(tzinfo=UTC)


def need_of(row: Row, proposals: tuple[Proposal, ...], permitted: tuple[Permitted, ...]) -> Need:
    return Need(
        id=row["id"],
        sequence=row["sequence"],
        caseid=row["caseid"],
        neighbourhood=row["neighbourhood"],
        state=NeedState(row["state"]),
        stated=StatedNeed.model_validate(row["stated"]),
        sought=None if row["sought"] is None else Rung(row["sought"]),
        unanswered=tuple(PassedOver.model_validate(each) for each in row["unanswered"]),
        opened_at=row["opened_at"],
        proposals=proposals,
        permitted=permitted,
    )


def permitted_of(highest: int, decisions: Sequence[Mapping[str, Any]]) -> tuple[Permitted, ...]:
    """What was granted before decisions were kept one by one is in kind, and older than all others."""
    kept = tuple(
        Permitted(Rung(each["rung"]), datetime.fromisoformat(each["at"]), each["budget"]) for each in decisions
    )
    rung = Rung(highest)
    return kept if any(each.rung == rung for each in kept) else (*kept, Permitted(rung, LONG_AGO))


def row_of_permitted(need: UUID, decisions: Sequence[Permitted]) -> dict[str, Any]:
    kept = [{"rung": each.rung, "at": each.at.isoformat(), "budget": each.budget} for each in decisions]
    return {"need": need, "rung": max((each.rung for each in decisions), default=None), "decisions": kept}


def proposal_of(row: Row) -> Proposal:
    values = dict(row)
    return Proposal(
        **values
        | {
            "rung": Rung(row["rung"]),
            "state": ProposalState(row["state"]),
            "accepted_by": tuple(Party(each) for each in row["accepted_by"]),
            "why": tuple(Criterion.model_validate(each) for each in row["why"]),
            "passed_over": tuple(PassedOver.model_validate(each) for each in row["passed_over"]),
            "equals": tuple(row["equals"]),
        }
    )


def offering_of(row: Row) -> Offering:
    values = dict(row)
    return Offering(
        **values
        | {
            "kind": Kind(row["kind"]),
            "rung": Rung(row["rung"]),
            "categories": tuple(Category(each) for each in row["categories"]),
            "parts_of_day": tuple(PartOfDay(each) for each in row["parts_of_day"]),
            "serves": tuple(row["serves"]),
            "skills": tuple(row["skills"]),
            "languages": tuple(row["languages"]),
            "unwilling": tuple(row["unwilling"]),
            "hours": tuple(hours_of(each) for each in row["hours"]),
            "terms": TERMS.validate_python(row["terms"]) if row["terms"] else USUAL,
        }
    )


def row_of_offering(offering: Offering) -> dict[str, Any]:
    row = {name: getattr(offering, name) for name in Offering.__dataclass_fields__ if name != "taken"}
    terms = TERMS.dump_python(offering.terms, mode="json", exclude_defaults=True)
    return row | {"hours": [row_of_hours(each) for each in offering.hours], "terms": terms}


def hours_of(row: Row) -> Hours:
    return Hours(row["weekday"], time.fromisoformat(row["opens"]), time.fromisoformat(row["closes"]))


def row_of_hours(hours: Hours) -> dict[str, Any]:
    return {"weekday": hours.weekday, "opens": f"{hours.opens:%H:%M}", "closes": f"{hours.closes:%H:%M}"}


def row_of_need(need: Need) -> dict[str, Any]:
    return {
        "id": need.id,
        "sequence": need.sequence,
        "caseid": need.caseid,
        "neighbourhood": need.neighbourhood,
        "category": need.stated.category,
        "state": need.state,
        "urgency": need.stated.urgency.weight,
        "stated": need.stated.model_dump(mode="json"),
        "sought": need.sought,
        "unanswered": [each.model_dump(mode="json") for each in need.unanswered],
        "opened_at": need.opened_at,
    }


def row_of_proposal(proposal: Proposal) -> dict[str, Any]:
    row = {name: getattr(proposal, name) for name in Proposal.__dataclass_fields__ if name != "evidence"}
    return row | {
        "why": [each.model_dump(mode="json") for each in proposal.why],
        "passed_over": [each.model_dump(mode="json") for each in proposal.passed_over],
    }


def row_of_evidence(proposal: Proposal) -> dict[str, Any]:
    return {"proposal": proposal.id, "candidates": CANDIDATES.dump_python(proposal.evidence, mode="json")}


def row_of_wanted(
    need: Need, rungs: Iterable[Rung], turned_down: Iterable[UUID], policy: Policy, through: date
) -> dict[str, Any]:
    """What the market is asked, so that a bound on what is weighed leaves out nobody adequate who is near.

    The same questions as the ladder's constraints, which decide.
    """
    stated = need.stated
    without = [f"is:{wishes.WITHOUT[must]}" for must in stated.musts if must in wishes.WITHOUT]
    speaks_first = Preference.SAME_LANGUAGE in stated.musts and stated.languages
    return {
        "need": need.id,
        "category": stated.category,
        "neighbourhood": need.neighbourhood,
        "rungs": list(rungs),
        "caseid": need.caseid,
        "whose": stated.whose,
        "parts_of_day": stated.parts_of_day,
        "at_each": adequacy.asks_each_part(stated),
        "skills": stated.skills,
        "training": [f"trained:{skill}" for skill in adequacy.asks_training(stated, policy)],
        "languages": stated.languages,
        "first_language": stated.languages[0] if speaks_first else None,
        "inside_home": stated.inside_home,
        "at_home": stated.where is Where.AT_HOME,
        "nearby_km": policy.nearby_km if stated.where is Where.NEARBY else None,
        "asks": [*wishes.asks_willing(stated), *without],
        "genders": [f"is:{each}" for must in stated.musts for each in wishes.gender_of(must, stated)],
        "other_street": Preference.NOT_FROM_OWN_STREET in stated.musts,
        "meets": stated.meets,
        "age": stated.age,
        "purposes": adequacy.purposes(stated),
        "acute": stated.urgency is Urgency.ACUTE,
        "through": through,
        "turned_down": list(turned_down),
    }
