"""The only place with SQL: a module for each noun."""

from services.intake.store.base import IntakeWork
from services.intake.store.cases import (
    CaseFilter,
    case_by_id,
    count_cases,
    keep_time,
    list_cases,
    lock_cases,
    lock_cases_and_households,
    lock_households,
    lock_households_and_former,
    save,
)
from services.intake.store.catalogue import drop_offerings, keep_offerings, offerings_of
from services.intake.store.consents import add_consent, add_referral, consents_of
from services.intake.store.dossier import (
    Dossier,
    add_clarification,
    add_contact_attempt,
    add_conversation,
    add_note,
    dossier,
    latest_scores,
)
from services.intake.store.surveys import add_answer, add_survey, counted, list_surveys, survey_by_id, words_of
from services.intake.store.teams import (
    holdings_of,
    keep_absence,
    keep_case_holder,
    list_case_holders,
    lock_absences,
    lock_teams,
    stood_in_for,
)
from services.intake.store.worklists import work_list

__all__ = [
    "CaseFilter",
    "Dossier",
    "IntakeWork",
    "add_answer",
    "add_clarification",
    "add_consent",
    "add_contact_attempt",
    "add_conversation",
    "add_note",
    "add_referral",
    "add_survey",
    "case_by_id",
    "consents_of",
    "count_cases",
    "counted",
    "dossier",
    "drop_offerings",
    "holdings_of",
    "keep_absence",
    "keep_case_holder",
    "keep_offerings",
    "keep_time",
    "latest_scores",
    "list_case_holders",
    "list_cases",
    "list_surveys",
    "lock_absences",
    "lock_cases",
    "lock_cases_and_households",
    "lock_households",
    "lock_households_and_former",
    "lock_teams",
    "offerings_of",
    "save",
    "stood_in_for",
    "survey_by_id",
    "words_of",
    "work_list",
]
