"""The only place with SQL: a module for each noun."""

from services.intake.store.base import IntakeWork
from services.intake.store.cases import (
    CaseFilter,
    case_by_id,
    count_cases,
    list_cases,
    lock_cases,
    lock_cases_and_households,
    lock_households,
    save,
    waiting_for_holder,
    waiting_in_neighbourhood,
)
from services.intake.store.catalogue import drop_offerings, keep_offerings, offerings_of
from services.intake.store.dossier import (
    Dossier,
    add_clarification,
    add_contact_attempt,
    add_conversation,
    add_note,
    dossier,
    latest_scores,
)
from services.intake.store.exports import exported_cases
from services.intake.store.teams import keep_case_holder, list_case_holders, lock_teams

__all__ = [
    "CaseFilter",
    "Dossier",
    "IntakeWork",
    "add_clarification",
    "add_contact_attempt",
    "add_conversation",
    "add_note",
    "case_by_id",
    "count_cases",
    "dossier",
    "drop_offerings",
    "exported_cases",
    "keep_case_holder",
    "keep_offerings",
    "latest_scores",
    "list_case_holders",
    "list_cases",
    "lock_cases",
    "lock_cases_and_households",
    "lock_households",
    "lock_teams",
    "offerings_of",
    "save",
    "waiting_for_holder",
    "waiting_in_neighbourhood",
]
