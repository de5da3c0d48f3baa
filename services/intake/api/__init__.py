"""Intake over HTTP: the helpdesk's and the adviser's steps in a case, a module for each noun."""

from fastapi import APIRouter

from services.intake.api import contact, conversation, ending, exports, opening, questions, teams

router = APIRouter(prefix="/v1")
for each in (questions, exports, opening, teams, contact, conversation, ending):
    router.include_router(each.router)
