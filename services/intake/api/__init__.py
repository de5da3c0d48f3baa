"""Intake over HTTP: the helpdesk's and the adviser's steps in a case, a module for each noun."""

from fastapi import APIRouter

from services.intake.api import consent, contact, conversation, ending, opening, questions, surveys, teams

router = APIRouter(prefix="/v1")
for each in (questions, opening, teams, contact, conversation, consent, ending, surveys):
    router.include_router(each.router)
