"""What a partner sent: a submission that can be decided upon, or a broken message with what is wrong with it."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from pydantic import ValidationError

from libs.contracts.signals import SignalSubmitted
from libs.contracts.words import RefusalReason, SignalKind, Urgency
from libs.delivery.errors import Unreadable
from libs.delivery.raw import RawMessage
from libs.delivery.wire import Incoming, read_cloudevent
from services.signalling.domain.identity import Lookup, nobody

#: Longer ids and sources would not fit an index, and nobody means them.
LONGEST = 255

HEADER = re.compile(r"^(ce-|cloudevents[:_])")


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
        source, event_id = _claimed(raw)
        return Broken(source, event_id, _digest(raw.body), RefusalReason(error.reason), error.detail, raw)
    if fault := _bad_names(incoming):
        return _broken(raw, None, RefusalReason.NOT_A_CLOUDEVENT, fault)
    if incoming.type != SignalSubmitted.type:
        return _broken(raw, incoming, RefusalReason.TYPE_UNKNOWN, f"type: only {SignalSubmitted.type} is taken here")
    return _submission(raw, incoming, lookup)


def changed(submission: Submission) -> Broken:
    """The id was used before for something else: the id stays with what it was used for."""
    detail = "id: used before with other content; send a new id, with the same data.reference to amend"
    return Broken(
        submission.source,
        submission.event_id,
        submission.content,
        RefusalReason.CONTENT_CHANGED,
        detail,
        submission.raw,
    )


def _submission(raw: RawMessage, incoming: Incoming, lookup: Lookup) -> Reading:
    try:
        data = orjson.loads(incoming.data)
        told = SignalSubmitted.model_validate_json(incoming.data)
    except orjson.JSONDecodeError:
        return _broken(raw, incoming, RefusalReason.DATA_INVALID, "data: not JSON")
    except ValidationError as error:
        return _broken(raw, incoming, RefusalReason.DATA_INVALID, _faults(error))
    if nobody(told.person, told.address) and not _serves_without(told):
        detail = "data: says neither person nor address; only a service_gap is about nobody"
        return _broken(raw, incoming, RefusalReason.ABOUT_NOBODY, detail)
    # canonical JSON under a key: a plain hash of a name and an address could be found again by trying
    canonical = orjson.dumps({"type": incoming.type, "data": data}, option=orjson.OPT_SORT_KEYS)
    content = lookup("content", _digest(canonical).hex())
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
        if not _usable(value):
            return f"{name}: must be 1 to {LONGEST} characters, without control characters"
    return None


def _usable(value: object) -> bool:
    # the database takes no NUL, and a lone surrogate has no UTF-8
    return isinstance(value, str) and 0 < len(value) <= LONGEST and value.isprintable()


def _claimed(raw: RawMessage) -> tuple[str | None, str | None]:
    """Source and id of what is no CloudEvent, as far as they can be read: the partner will look for them."""
    try:
        body = orjson.loads(raw.body)
    except orjson.JSONDecodeError:
        body = None
    attributes: Mapping[str, Any] = body if isinstance(body, dict) else {}
    found = {
        name.lower().replace("cloudevents:", "ce-").replace("cloudevents_", "ce-"): v for name, v in raw.headers.items()
    }
    source, event_id = (attributes.get(name) or found.get(f"ce-{name}") for name in ("source", "id"))
    return (source if _usable(source) else None), (event_id if _usable(event_id) else None)


def _faults(error: ValidationError) -> str:
    told = error.errors(include_input=False, include_context=False, include_url=False)
    return "; ".join(f"{'.'.join(['data', *map(str, each['loc'])])}: {each['msg']}" for each in told)


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
