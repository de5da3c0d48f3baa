"""Rows of signalling's tables, as its domain knows them, and back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from libs.contracts import signals as told
from libs.contracts.signals import Discretion
from libs.contracts.words import (
    Agreement,
    Certainty,
    IdentityField,
    Mark,
    PartnerKind,
    RefusalReason,
    SignalKind,
    Urgency,
    WayIn,
)
from services.signalling.domain.refusal import Refusal
from services.signalling.domain.signal import Beside, Decision, Pause, Signal, State


def signal_of(row: Mapping[str, Any]) -> Signal:
    """From a row with exactly the columns of a signal."""
    told_as = dict(row)
    decision, pause = told_as.pop("decision"), told_as.pop("pause")
    return Signal(
        **told_as
        | {
            "partner": PartnerKind(row["partner"]),
            "kind": SignalKind(row["kind"]),
            "urgency": Urgency(row["urgency"]),
            "certainty": Certainty(row["certainty"]),
            "marks": tuple(map(Mark, row["marks"])),
            "state": State(row["state"]),
            "decision": _decision(decision) if decision else None,
            "beside": _beside(row["beside"] or {}),
            "discretion": Discretion(row["discretion"]),
            "way_in": WayIn(row["way_in"]) if row["way_in"] else None,
            "pause": Pause(datetime.fromisoformat(pause["since"]), pause["ground"]) if pause else None,
        }
    )


def _decision(kept: dict[str, Any]) -> Decision:
    return Decision(
        grounds=tuple(kept["grounds"]),
        points=kept["points"],
        threshold=kept["threshold"],
        partners=kept["partners"],
        counted=tuple(map(UUID, kept["counted"])),
        policy=told.Policy.model_validate(kept["policy"]),
    )


def _beside(kept: Mapping[str, Any]) -> tuple[Beside, ...]:
    found = [
        Beside(
            UUID(signal),
            {IdentityField(field): Agreement(how) for field, how in each["fields"].items()},
            each["strength"],
        )
        for signal, each in kept.items()
    ]
    return tuple(sorted(found, key=lambda each: (-each.strength, each.signal)))


def _plain(fields: Mapping[IdentityField, Agreement]) -> dict[str, str]:
    return {field.value: how.value for field, how in fields.items()}


def row_of(signal: Signal, sealed: bytes | None) -> tuple[Any, ...]:
    """As the statement `save_register` takes it. None sealed: what is kept stays."""
    decision = signal.decision
    return (
        signal.id,
        signal.sequence,
        signal.neighbourhood,
        signal.household,
        signal.source,
        signal.partner.value,
        signal.kind.value,
        signal.urgency.value,
        signal.certainty.value,
        ",".join(signal.marks),
        signal.points,
        signal.state.value,
        signal.accepted_at,
        signal.hold_until,
        signal.pick_up_by,
        signal.caseid,
        vars(decision) | {"policy": decision.policy.model_dump()} if decision else None,
        sealed,
        # an object, since a list of lists would be an array of two dimensions
        {str(each.signal): {"fields": _plain(each.fields), "strength": each.strength} for each in signal.beside}
        or None,
        signal.apart,
        signal.discretion.value,
        signal.picked_up,
        vars(signal.pause) if signal.pause else None,
        signal.way_in.value if signal.way_in else None,
    )


def refusal_of(row: Mapping[str, Any]) -> Refusal:
    """From a row that says why."""
    return Refusal(row["id"], row["source"], row["event_id"], tuple(map(RefusalReason, row["reasons"])), row["detail"])
