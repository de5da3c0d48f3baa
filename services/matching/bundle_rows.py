"""Bundles and invitations as rows of the database, and back."""

from collections.abc import Mapping, Sequence
from typing import Any

from libs.contracts.bundles import BundleRole
from libs.contracts.words import Category, PartOfDay
from services.matching.domain.bundles import Bundle, BundleState
from services.matching.domain.invitation import Invitation, InvitationState

Row = Mapping[str, Any]


def bundle_of(row: Row, invitations: Sequence[Invitation]) -> Bundle:
    return Bundle(
        **dict(row)
        | {
            "state": BundleState(row["state"]),
            "category": Category(row["category"]),
            "skills": tuple(row["skills"]),
            "serves": tuple(row["serves"]),
            "parts_of_day": _parts(row),
            "invitations": tuple(invitations),
        }
    )


def invitation_of(row: Row) -> Invitation:
    return Invitation(
        **dict(row)
        | {
            "role": BundleRole(row["role"]),
            "state": InvitationState(row["state"]),
            "parts_of_day": _parts(row),
        }
    )


def row_of_bundle(bundle: Bundle) -> dict[str, Any]:
    return {name: getattr(bundle, name) for name in Bundle.__dataclass_fields__ if name != "invitations"}


def row_of_invitation(invitation: Invitation) -> dict[str, Any]:
    return {name: getattr(invitation, name) for name in Invitation.__dataclass_fields__}


def _parts(row: Row) -> tuple[PartOfDay, ...]:
    return tuple(PartOfDay(each) for each in row["parts_of_day"])
