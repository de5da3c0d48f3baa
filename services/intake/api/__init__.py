"""Intake over HTTP: the helpdesk's and the adviser's steps in a case, a module for each noun."""

from fastapi import APIRouter

from services.intake.api import (
    clocks,
    consent,
    contact,
    conversation,
    ending,
    opening,
    questions,
    surveys,
    teams,
    worklists,
)

router = APIRouter(prefix="/v1")
for each in (worklists, questions, opening, clocks, teams, contact, conversation, consent, ending, surveys):
    router.include_router(each.router)
