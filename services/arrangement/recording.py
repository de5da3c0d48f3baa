"""What was decided is recorded, by which policy, and its clocks are set: the same for whoever asked for it."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from libs.delivery.received import Cause
from libs.delivery.work import Work
from services.arrangement import clocks, network, store, survey
from services.arrangement.domain import application as applications
from services.arrangement.domain.application import Application
from services.arrangement.domain.plan import Decision, Plan
from services.arrangement.domain.policy import Policy
from services.arrangement.settings import Settings

W = Work[Settings]


def policy(work: W) -> Policy:
    """The one that holds at this moment."""
    return work.settings.policies.at(work.now)


def told(work: W, decision: Decision, cause: Cause | None = None) -> Plan:
    """Record what was decided, by which policy, and set its clocks; returns the plan as it is to be saved."""
    plan, events = decision
    if events:
        plan = replace(plan, policy=policy(work).reference)
    clocks.set_clocks(work, plan, events)
    survey.set_clocks(work, plan, events)
    network.set_clocks(work, events)
    return work.record(plan, events, cause)


def told_of_application(work: W, decision: applications.Decision, cause: Cause | None = None) -> Application:
    """As above, of an application."""
    application, events = decision
    application = work.record(application, events, cause)
    clocks.set_decision_clock(work, application)
    return application


async def nothing_waits(work: W, closed: Mapping[UUID, Cause]) -> None:
    """What was asked for these plans, which have closed and are locked, waits for a decision no longer."""
    for application in await store.lock_waiting_applications(work.connection, closed):
        decision, cause = applications.lapsed(application, work.now), closed[application.plan]
        await store.save_application(work.connection, told_of_application(work, decision, cause))
