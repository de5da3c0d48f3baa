"""Taking in what partners send, over the broker or over HTTP: each message has its effect exactly once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from libs.contracts.calendar import day_of
from libs.contracts.signals import Address, Person, SignalSubmitted
from libs.delivery.raw import RawMessage
from libs.delivery.received import Cause
from libs.delivery.tracing import following, traceparent_of
from libs.delivery.work import Work
from services.signalling import journal, store
from services.signalling.aside import kept_aside
from services.signalling.domain import promises
from services.signalling.domain.decisions import accept, amend
from services.signalling.domain.description import Description
from services.signalling.domain.identity import Identity, identify
from services.signalling.domain.refusal import Refusal, refused
from services.signalling.domain.register import Register
from services.signalling.domain.signal import OVER
from services.signalling.reading import Broken, EventKey, Reading, RecordKey, Submission, admitted, read
from services.signalling.recognition import claims, sort_out
from services.signalling.settings import Settings

#: What became of a message: the signal that it made, amended or repeated; or why it was refused.
Result = UUID | Refusal


async def take_in(work: Work[Settings], messages: Sequence[RawMessage]) -> list[Result]:
    """The result of each message, in their order."""
    readings = await _admitted(work, [read(raw, work.settings.sealer.lookup) for raw in messages])
    receipts = await store.claim_receipts(work.connection, claims(readings, work.new_id), work.now)
    batch = sort_out(readings, receipts)
    await store.count_repeats(work.connection, batch.repeats)
    amended = await _decide(work, batch.arrivals) if batch.arrivals else {}
    refusals = await _refuse(work, batch.broken)
    made = {key: amended.get(key, receipt.signal) for key, receipt in receipts.items()}
    return [refusals[each.words] if isinstance(each, Broken) else made[each.key] for each in batch.readings]


async def _admitted(work: Work[Settings], readings: Sequence[Reading]) -> list[Reading]:
    """With what the policy objects to as broken. What has its receipt was decided upon before, by the policy then."""
    policy, today = work.settings.policies.at(work.now), day_of(work.now)
    judged = [(each, admitted(policy, today, each)) for each in readings]
    asked = {told.key for told, now in judged if isinstance(told, Submission) and now is not told}
    known = await store.known_receipts(work.connection, asked)
    return [told if isinstance(told, Submission) and told.key in known else now for told, now in judged]


async def describe(work: Work[Settings], register: Register) -> None:
    """The register then knows whom and where those of its signals are about that may be compared."""
    for id_, kept in (await store.sealed_of(work.connection, register.comparable())).items():
        told = SignalSubmitted.model_validate_json(work.settings.sealer.open(kept))
        register.describe(id_, Description(told.person or Person(), told.address or Address()))


async def _decide(work: Work[Settings], arrivals: Mapping[UUID, Submission]) -> Mapping[EventKey, UUID]:
    """Accept or amend each, in the order they came; gives the signals that were amended."""
    settings = work.settings
    identities = {id_: _identified(work, each) for id_, each in arrivals.items()}
    numbers: dict[RecordKey, UUID] = {}
    for id_, each in arrivals.items():
        if each.record:
            numbers.setdefault(each.record, id_)
    standing = await store.lock_records(work.connection, numbers)
    amendable = [id_ for id_ in standing.values() if id_ not in arrivals]
    left = await store.traces_of(work.connection, amendable)
    register = await store.lock_register(
        work.connection,
        keys={key for identity in identities.values() for key in identity.keys},
        traces=left.union(*(identity.traces for identity in identities.values())),
        compared=[identity.traces for identity in identities.values()],
        signals=amendable,
    )
    await describe(work, register)
    desk = journal.desk(work)
    sealed: dict[UUID, bytes] = {}
    amended: dict[EventKey, UUID] = {}
    renewed = {}
    for id_, each in arrivals.items():
        before = register.signals.get(standing[each.record]) if each.record else None
        span = following("signalling signal", each.traceparent)
        if before is None or before.state in OVER:
            changes = accept(desk, register, id_, each.source, each.told, identities[id_])
            if each.record and standing[each.record] != id_:
                standing[each.record] = renewed[each.record] = id_
        else:
            changes = amend(desk, register, before, each.told, identities[id_])
            amended[each.key] = before.id
        # not the partner's own id: it may hold a number that means somebody
        journal.tell(work, register, changes, Cause(str(id_), str(id_), "policy", traceparent_of(span)))
        sealed[amended.get(each.key, id_)] = settings.sealer.seal(each.told.model_dump_json().encode())
        span.end()
    await store.turn_into_amendments(work.connection, amended)
    await store.renew_records(work.connection, renewed)
    await journal.keep(work, register, sealed)
    return amended


async def _refuse(work: Work[Settings], broken: Sequence[Broken]) -> Mapping[str, Refusal]:
    """Keep each aside, once for the same words, and tell that it happened."""
    lookup, seal = work.settings.sealer.lookup, work.settings.sealer.seal
    until = work.now + work.settings.policies.at(work.now).keep_refused
    refusals = {
        each.words: Refusal(work.new_id(), each.source, each.event_id, (each.reason,), each.detail) for each in broken
    }
    prints = {lookup("refusal", words): words for words in refusals}
    bodies = {each.words: kept_aside(each.raw.body) for each in broken}
    kept = await store.keep_refusals(
        work.connection, {key: (refusals[words], seal(bodies[words])) for key, words in prints.items()}, work.now
    )
    for key, words in prints.items():
        if kept[key] == refusals[words].id:
            cause = Cause(str(kept[key]), str(kept[key]), "policy")
            work.record(refusals[words], refused(refusals[words]), cause)
            work.schedule(kept[key], promises.REFUSAL_ERASURE, until)
        refusals[words] = replace(refusals[words], id=kept[key])
    return refusals


def _identified(work: Work[Settings], submission: Submission) -> Identity:
    told, settings = submission.told, work.settings
    return identify(told.person, told.address, settings.places, settings.sealer.lookup, day_of(work.now))
