"""Matching over HTTP: what keepers of the catalogue, suppliers and residents do and ask, a module for each noun."""

from fastapi import APIRouter

from services.matching.api import accounts, needs, offerings, proposals, rewards, vouchers

router = APIRouter(prefix="/v1")
for each in (offerings, needs, proposals, accounts, vouchers, rewards):
    router.include_router(each.router)
