"""The only place with SQL: a module for each noun."""

from services.signalling.store.exports import (
    Arrears,
    Behind,
    exported_arrears,
)
from services.signalling.store.forgetting import (
    erase_refused,
    forget_households,
    forget_traces,
    lock_keys_of,
    signals_of_cases,
)
from services.signalling.store.questions import (
    Answer,
    Became,
    Gap,
    Outcome,
    Place,
    answer_to,
    counts,
    find_signal,
    gaps,
    outcomes_of,
    refusals,
    work_list,
)
from services.signalling.store.reception import (
    claim_receipts,
    count_repeats,
    keep_refusals,
    known_receipts,
    lock_records,
    renew_records,
    turn_into_amendments,
)
from services.signalling.store.register import (
    lock_register,
    save,
    sealed_of,
    traces_of,
)

__all__ = [
    "Answer",
    "Arrears",
    "Became",
    "Behind",
    "Gap",
    "Outcome",
    "Place",
    "answer_to",
    "claim_receipts",
    "count_repeats",
    "counts",
    "erase_refused",
    "exported_arrears",
    "find_signal",
    "forget_households",
    "forget_traces",
    "gaps",
    "keep_refusals",
    "known_receipts",
    "lock_keys_of",
    "lock_records",
    "lock_register",
    "outcomes_of",
    "refusals",
    "renew_records",
    "save",
    "sealed_of",
    "signals_of_cases",
    "traces_of",
    "turn_into_amendments",
    "work_list",
]
