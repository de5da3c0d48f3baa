"""The only place with SQL: a module for each noun."""

from services.intake.store.access import (
    access_of_case,
    access_of_resident,
    note_access,
)
from services.intake.store.base import (
    IntakeWork,
)
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
from services.intake.store.catalogue import (
    drop_offerings,
    keep_offerings,
    offerings_of,
)
from services.intake.store.consents import (
    add_consent,
    add_referral,
    consents_of,
)
from services.intake.store.data_requests import (
    add_data_request,
    cases_reached,
    corrections_of,
    data_request,
    data_requests,
    data_requests_of,
    erase_texts,
    lock_data_requests,
    save_data_request,
)
from services.intake.store.dossier import (
    Dossier,
    add_clarification,
    add_contact_attempt,
    add_conversation,
    add_note,
    dossier,
    latest_scores,
)
from services.intake.store.exports import (
    exported_cases,
)
from services.intake.store.residents import (
    Present,
    add_resident,
    lock_resident,
    resident,
    residents_of_case,
    same_resident,
    save_resident,
    stand,
    standings_of,
)
from services.intake.store.surveys import (
    add_answer,
    add_survey,
    counted,
    list_surveys,
    survey_by_id,
    words_of,
)
from services.intake.store.teams import (
    holdings_of,
    keep_absence,
    keep_case_holder,
    list_case_holders,
    lock_absences,
    lock_teams,
    stood_in_for,
)
from services.intake.store.worklists import (
    work_list,
)

__all__ = [
    "CaseFilter",
    "Dossier",
    "IntakeWork",
    "Present",
    "access_of_case",
    "access_of_resident",
    "add_answer",
    "add_clarification",
    "add_consent",
    "add_contact_attempt",
    "add_conversation",
    "add_data_request",
    "add_note",
    "add_referral",
    "add_resident",
    "add_survey",
    "case_by_id",
    "cases_reached",
    "consents_of",
    "corrections_of",
    "count_cases",
    "counted",
    "data_request",
    "data_requests",
    "data_requests_of",
    "dossier",
    "drop_offerings",
    "erase_texts",
    "exported_cases",
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
    "lock_data_requests",
    "lock_households",
    "lock_households_and_former",
    "lock_resident",
    "lock_teams",
    "note_access",
    "offerings_of",
    "resident",
    "residents_of_case",
    "same_resident",
    "save",
    "save_data_request",
    "save_resident",
    "stand",
    "standings_of",
    "stood_in_for",
    "survey_by_id",
    "words_of",
    "work_list",
]
