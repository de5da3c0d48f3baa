"""Intake over HTTP: the helpdesk's and the adviser's steps in a case, a module for each noun."""

from fastapi import APIRouter

from services.intake.api import (
    clocks,
    consent,
    contact,
    conversation,
    data_requests,
    ending,
    exports,
    opening,
    questions,
    residents,
    surveys,
    teams,
    worklists,
)

STEPS = (opening, clocks, teams, contact, conversation, consent, ending, residents, data_requests, surveys)

router = APIRouter(prefix="/v1")
for each in (worklists, questions, exports, *STEPS):
    router.include_router(each.router)
