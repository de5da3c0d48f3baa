"""Signalling over HTTP: what partners, advisers and those who guard privacy do and ask, a module for each noun."""

from fastapi import APIRouter

from services.signalling.api import exports, known, lookup, questions, retention, signals, trends, trials

router = APIRouter(prefix="/v1")
for each in (questions, signals, known, retention, trials, exports, trends):
    router.include_router(each.router)

open_to_partners = APIRouter(prefix="/v1")
for each in (signals, questions, lookup, known):
    open_to_partners.include_router(each.open_to_partners)
