"""Intake over HTTP: the helpdesk's and the adviser's steps in a case, a module for each noun."""

from fastapi import APIRouter

from services.intake.api import clocks, contact, conversation, ending, opening, questions, teams, worklists

router = APIRouter(prefix="/v1")
for each in (worklists, questions, opening, clocks, teams, contact, conversation, ending):
    router.include_router(each.router)
