"""Needs, proposals and offerings as rows of the database, and back."""

from collections.abc import Mapping
from typing import Any

from libs.contracts.needs import PassedOver, StatedNeed
from libs.contracts.proposals import Criterion
from libs.contracts.words import Category, PartOfDay, Party, Rung
from services.matching.domain.ladder import asks_each_part, asks_willing
from services.matching.domain.need import Need, NeedState
from services.matching.domain.offering import Kind, Offering
from services.matching.domain.proposal import Proposal, ProposalState

Row = Mapping[str, Any]


def need_of(row: Row, proposals: tuple[Proposal, ...], granted: Rung | None) -> Need:
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
        granted=granted,
    )


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
        }
    )


def offering_of(row: Row) -> Offering:
    values = {name: value for name, value in row.items() if name != "place"}
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
        }
    )


def row_of_offering(offering: Offering) -> dict[str, Any]:
    return {name: getattr(offering, name) for name in Offering.__dataclass_fields__ if name != "taken"}


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
    row = {name: getattr(proposal, name) for name in Proposal.__dataclass_fields__}
    return row | {
        "why": [each.model_dump(mode="json") for each in proposal.why],
        "passed_over": [each.model_dump(mode="json") for each in proposal.passed_over],
    }


def row_of_wanted(need: Need) -> dict[str, Any]:
    """What the market is asked, so that a bound on what is weighed leaves out nobody adequate who is near.

    The same questions as the ladder's constraints, which decide.
    """
    stated = need.stated
    return {
        "category": stated.category,
        "neighbourhood": need.neighbourhood,
        "highest": max(Rung.GENERAL_PROVISION, need.granted or 0),
        "caseid": need.caseid,
        "parts_of_day": stated.parts_of_day,
        "at_each": asks_each_part(stated),
        "skills": stated.skills,
        "languages": stated.languages,
        "inside_home": stated.inside_home,
        "asks": asks_willing(stated),
        "turned_down": [each.offering for each in need.turned_down if each.offering],
    }
