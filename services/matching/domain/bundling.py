"""Making a bundle of a group that was found: whose place it could use, who could help, and who is asked."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from libs.contracts.bundles import BundleRole
from libs.contracts.places import Places
from libs.contracts.words import Rung
from services.matching.domain.bundle_rules import GroupRule
from services.matching.domain.bundles import Bundle
from services.matching.domain.grouping import Group
from services.matching.domain.invitation import Invitation
from services.matching.domain.offering import Kind, Offering
from services.matching.domain.policy import Policy
from services.matching.domain.search import NewId

#: A skill of an entry: it has a place where others may meet.
HOSTING = "hosting"
#: So many are asked for each helper that a group needs: not everybody will want to.
ASKED_PER_HELPER = 3


def best_host(hosts: Iterable[Offering], group: Group, places: Places) -> Offering | None:
    """Who may lend a place: one that says so before the others, then the nearest, then the largest."""

    def key(host: Offering) -> tuple[bool, float, int, UUID]:
        kilometres = places.kilometres(host.neighbourhood, group.alike.neighbourhood)
        return HOSTING not in host.skills, kilometres or 0.0, -host.capacity, host.id

    return min((each for each in hosts if may_host(each) and each.neighbourhood in group.serves), key=key, default=None)


def may_host(offering: Offering) -> bool:
    """A general provision that is in the catalogue now and has a place of its own."""
    return offering.kind is Kind.ORGANISATION and offering.rung is Rung.GENERAL_PROVISION and not offering.withdrawn


def helpers_for(offered: Iterable[Offering], group: Group, rule: GroupRule, places: Places) -> list[Offering]:
    """Who could cook or help, in the order of asking: residents who give before volunteers, then the nearest.

    This order is the one place where whom it is asked of first is decided.
    """

    def key(helper: Offering) -> tuple[bool, float, UUID]:
        kilometres = places.kilometres(helper.neighbourhood, group.alike.neighbourhood)
        return helper.kind is not Kind.CONTRIBUTION, kilometres or 0.0, helper.id

    return sorted((each for each in offered if _may_help(each, group, rule)), key=key)


def bundle_of(
    group: Group, host: Offering | None, helpers: Sequence[Offering], policy: Policy, now: datetime, new_id: NewId
) -> Bundle:
    """The group as it is put to its people."""
    alike, rule, id_ = group.alike, policy.bundles.groups[group.alike.category], new_id()
    members = [
        Invitation(
            id=new_id(),
            bundle=id_,
            role=BundleRole.MEMBER,
            parts_of_day=need.stated.parts_of_day,
            invited_at=now,
            caseid=need.caseid,
            need=need.id,
        )
        for need in group.needs
    ]
    asked = [
        Invitation(
            id=new_id(),
            bundle=id_,
            role=BundleRole.HELPER,
            parts_of_day=helper.parts_of_day,
            invited_at=now,
            caseid=helper.caseid,
            offering=helper.id,
        )
        for helper in helpers
    ]
    return Bundle(
        id=id_,
        category=alike.category,
        skills=alike.skills,
        language=alike.language or None,
        neighbourhood=alike.neighbourhood,
        serves=group.serves,
        parts_of_day=group.parts_of_day,
        times_per_week=group.times_per_week,
        minimum=rule.minimum,
        maximum=rule.maximum,
        helpers=rule.helpers,
        title=rule.title,
        policy=policy.reference,
        proposed_at=now,
        expires_at=now + policy.bundles.term,
        host=host.id if host else None,
        invitations=(*members, *asked),
    )


def _may_help(offering: Offering, group: Group, rule: GroupRule) -> bool:
    """Willing, near, at that time, and with a skill that helps. Whether they have a place free shows at the start."""
    asked = {group.alike.category.value, *rule.helper_skills, *group.alike.skills}
    can = (
        not rule.helper_skills.isdisjoint(offering.skills)
        if rule.helper_skills
        else group.alike.category in offering.categories
    )
    return (
        can
        and offering.kind in (Kind.CONTRIBUTION, Kind.VOLUNTEER)
        and not offering.withdrawn
        and asked.isdisjoint(offering.unwilling)
        and offering.neighbourhood in group.serves
        and (not offering.serves or not set(group.serves).isdisjoint(offering.serves))
        and (
            not group.parts_of_day
            or not offering.parts_of_day
            or not set(group.parts_of_day).isdisjoint(offering.parts_of_day)
        )
    )
