"""Matching over HTTP: what keepers of the catalogue, suppliers and residents do and ask, a module for each noun."""

from fastapi import APIRouter

from services.matching.api import (
    accounts,
    assignments,
    bundles,
    gaps,
    hsds,
    needs,
    neighbourhoods,
    offerings,
    proposals,
    rewards,
    rings,
    search,
    vouchers,
)

router = APIRouter(prefix="/v1")
for each in (
    offerings,
    hsds,
    needs,
    proposals,
    gaps,
    bundles,
    assignments,
    rings,
    accounts,
    vouchers,
    rewards,
    neighbourhoods,
):
    router.include_router(each.router)

#: Answered without a token too.
open_to_all = APIRouter(prefix="/v1")
open_to_all.include_router(search.router)
open_to_all.include_router(hsds.open_to_all)
