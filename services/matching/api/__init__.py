"""Matching over HTTP: what keepers of the catalogue, suppliers and residents do and ask, a module for each noun."""

from fastapi import APIRouter

from services.matching.api import needs, offerings, proposals

router = APIRouter(prefix="/v1")
for each in (offerings, needs, proposals):
    router.include_router(each.router)
