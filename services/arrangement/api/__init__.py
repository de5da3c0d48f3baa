"""Arrangement over HTTP: what people decide and ask, a module for each noun."""

from fastapi import APIRouter

from services.arrangement.api import (
    applications,
    changes,
    costs,
    indications,
    items,
    mandates,
    networks,
    plans,
    reviews,
    satisfaction,
    specialists,
    trials,
    worklist,
)

router = APIRouter(prefix="/v1")
for each in (
    plans,
    reviews,
    specialists,
    items,
    changes,
    applications,
    mandates,
    networks,
    satisfaction,
    indications,
    costs,
    worklist,
    trials,
):
    router.include_router(each.router)
