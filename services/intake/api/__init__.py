"""Intake over HTTP: the helpdesk's and the adviser's steps in a case, a module for each noun."""

from fastapi import APIRouter

from services.intake.api import contact, conversation, data_requests, ending, opening, questions, residents, teams

router = APIRouter(prefix="/v1")
for each in (questions, opening, teams, contact, conversation, ending, residents, data_requests):
    router.include_router(each.router)
