"""The only place with SQL: a module for each noun."""

from services.matching.store.market import lock_market, move_places
from services.matching.store.needs import (
    evidence,
    held_about_cases,
    lock_needs,
    lock_permitted,
    need,
    need_of_proposal,
    needs,
    needs_held_by,
    needs_of_cases,
    needs_offered,
    needs_waiting,
    permit,
    proposal,
    proposals,
    save_needs,
    with_proposals,
)
from services.matching.store.offerings import (
    contributions_of,
    forget_names,
    lock_offerings,
    name_of,
    offering,
    offerings,
    save_names,
    save_offerings,
)
from services.matching.store.questions import counts
from services.matching.store.scan import demand_of, list_offerings, supply_of
from services.matching.store.search import search_offerings

__all__ = [
    "contributions_of",
    "counts",
    "demand_of",
    "evidence",
    "forget_names",
    "held_about_cases",
    "list_offerings",
    "lock_market",
    "lock_needs",
    "lock_offerings",
    "lock_permitted",
    "move_places",
    "name_of",
    "need",
    "need_of_proposal",
    "needs",
    "needs_held_by",
    "needs_of_cases",
    "needs_offered",
    "needs_waiting",
    "offering",
    "offerings",
    "permit",
    "proposal",
    "proposals",
    "save_names",
    "save_needs",
    "save_offerings",
    "search_offerings",
    "supply_of",
    "with_proposals",
]
