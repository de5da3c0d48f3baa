"""What a partner sent: a submission that can be decided upon, or a broken message with what is wrong with it."""

import hashlib
from dataclasses import dataclass
from datetime import date

import orjson
from pydantic import ValidationError

from libs.contracts.signals import Discretion, SignalSubmitted
from libs.contracts.words import RefusalReason, SignalKind, Urgency
from libs.delivery.errors import Unreadable
from libs.delivery.raw import RawMessage
from libs.delivery.wire import Incoming, read_cloudevent
from services.signalling.claimed import LONGEST, claimed, usable
from services.signalling.domain.admission import Objection, objection
from services.signalling.domain.identity import Lookup, nobody
from services.signalling.domain.policy import Policy

#: A partner's message: (source, id). And its own number for a worry: (source, keyed hash).
EventKey = tuple[str, str]
RecordKey = tuple[str, bytes]


@dataclass(frozen=True)
class Submission:
    """A signal that can be accepted. `content` is a keyed hash of type and data, whatever the wire looked like.

    `reference` is a keyed hash of the partner's own number for it.
    """

    source: str
    event_id: str
    content: bytes
    reference: bytes | None
    told: SignalSubmitted
    raw: RawMessage
    traceparent: str | None

    @property
    def key(self) -> EventKey:
        return self.source, self.event_id

    @property
    def record(self) -> RecordKey | None:
        """The partner's own number for the worry, if it gave one."""
        return (self.source, self.reference) if self.reference else None


@dataclass(frozen=True)
class Broken:
    """Cannot be accepted. `detail` names the field and the fault, never the value: it may be somebody's name."""

    source: str | None
    event_id: str | None
    content: bytes
    reason: RefusalReason
    detail: str
    raw: RawMessage

    @property
    def words(self) -> str:
        """The same for the same content under the same id, refused for the same reason."""
        return f"{self.source}\0{self.event_id}\0{self.reason}\0{self.content.hex()}"


Reading = Submission | Broken


def read(raw: RawMessage, lookup: Lookup) -> Reading:
    """Total: every message is one or the other."""
    try:
        incoming = read_cloudevent(raw)
    except Unreadable as error:
        source, event_id = claimed(raw)
        return Broken(source, event_id, _digest(raw.body), RefusalReason(error.reason), error.detail, raw)
    if fault := _bad_names(incoming):
        return _broken(raw, None, RefusalReason.NOT_A_CLOUDEVENT, fault)
    if incoming.type != SignalSubmitted.type:
        return _broken(raw, incoming, RefusalReason.TYPE_UNKNOWN, f"type: only {SignalSubmitted.type} is taken here")
    return _submission(raw, incoming, lookup)


def admitted(policy: Policy, today: date, reading: Reading) -> Reading:
    """The same, or as a broken message when the policy objects to it."""
    against = objection(policy, today, reading.told) if isinstance(reading, Submission) else None
    return _objected(reading, against) if isinstance(reading, Submission) and against else reading


def changed(submission: Submission) -> Broken:
    """The id was used before for something else: the id stays with what it was used for."""
    detail = "id: used before with other content; send a new id, with the same data.reference to amend"
    return _objected(submission, Objection(RefusalReason.CONTENT_CHANGED, detail))


def _objected(told: Submission, objection: Objection) -> Broken:
    return Broken(told.source, told.event_id, told.content, objection.reason, objection.detail, told.raw)


def _submission(raw: RawMessage, incoming: Incoming, lookup: Lookup) -> Reading:
    try:
        data = orjson.loads(incoming.data)
        told = SignalSubmitted.model_validate_json(incoming.data)
    except orjson.JSONDecodeError:
        return _broken(raw, incoming, RefusalReason.DATA_INVALID, "data: not JSON")
    except ValidationError as error:
        return _broken(raw, incoming, *_faults(error))
    if nobody(told.person, told.address) and not _serves_without(told):
        detail = "data: says neither person nor address; only a service_gap is about nobody"
        return _broken(raw, incoming, RefusalReason.ABOUT_NOBODY, detail)
    # canonical JSON under a key: a plain hash of a name and an address could be found again by trying
    canonical = orjson.dumps({"type": incoming.type, "data": data}, option=orjson.OPT_SORT_KEYS)
    content = lookup("content", _digest(canonical).hex())
    if told.discretion is Discretion.ANONYMOUS:
        told = told.model_copy(update={"reporter": None})
    reference = lookup("reference", told.reference) if told.reference else None
    return Submission(incoming.source, incoming.id, content, reference, told, raw, incoming.traceparent)


def _serves_without(told: SignalSubmitted) -> bool:
    # a worry about safety is not refused for what is missing: somebody reads it and asks
    return told.kind is SignalKind.SERVICE_GAP or (told.urgency is Urgency.ACUTE and bool(told.seen))


def _broken(raw: RawMessage, incoming: Incoming | None, reason: RefusalReason, detail: str) -> Broken:
    source, event_id = (incoming.source, incoming.id) if incoming else (None, None)
    return Broken(source, event_id, _digest(incoming.data if incoming else raw.body), reason, detail, raw)


def _bad_names(incoming: Incoming) -> str | None:
    for name, value in (("id", incoming.id), ("source", incoming.source)):
        if not usable(value):
            return f"{name}: must be 1 to {LONGEST} characters, without control characters"
    return None


def _faults(error: ValidationError) -> tuple[RefusalReason, str]:
    faults = error.errors(include_input=False, include_context=False, include_url=False)
    stranger = any(each["loc"] == ("partner",) and each["type"] == "enum" for each in faults)
    told = "; ".join(f"{'.'.join(['data', *map(str, each['loc'])])}: {each['msg']}" for each in faults)
    return RefusalReason.PARTNER_UNKNOWN if stranger else RefusalReason.DATA_INVALID, told


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
