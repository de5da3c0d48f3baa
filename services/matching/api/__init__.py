"""Matching over HTTP: what keepers of the catalogue, suppliers and residents do and ask, a module for each noun."""

from fastapi import APIRouter

from services.matching.api import assignments, bundles, gaps, needs, neighbourhoods, offerings, proposals, rings, search

router = APIRouter(prefix="/v1")
for each in (offerings, needs, proposals, gaps, bundles, assignments, rings, neighbourhoods):
    router.include_router(each.router)

#: Answered without a token too.
open_to_all = APIRouter(prefix="/v1")
open_to_all.include_router(search.router)
