"""The only place with SQL: a module for each noun."""

from services.matching.store import hsds
from services.matching.store.market import lock_market, move_places
from services.matching.store.needs import (
    held_about_cases,
    lock_needs,
    lock_permitted,
    need,
    need_of_proposal,
    needs,
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
    search_offerings,
)
from services.matching.store.questions import counts, gaps

__all__ = [
    "contributions_of",
    "counts",
    "forget_names",
    "gaps",
    "held_about_cases",
    "hsds",
    "lock_market",
    "lock_needs",
    "lock_offerings",
    "lock_permitted",
    "move_places",
    "name_of",
    "need",
    "need_of_proposal",
    "needs",
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
    "with_proposals",
]
