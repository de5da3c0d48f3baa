-- name: work_list
-- Signals of a neighbourhood, of a state, marked or not, of a case: held ones by the end of their window first, then by term.
select id, sequence, neighbourhood, household, source, partner, kind, urgency, certainty, marks, points, state,
    accepted_at, hold_until, pick_up_by, caseid, decision, beside, apart, discretion, picked_up, pause, way_in
from signal
where ($1::text is null or neighbourhood = $1) and ($2::text is null or state = $2)
    and ($3::bool is null or (marks <> '{}') = $3) and ($8::uuid is null or caseid = $8)
    and ((state <> 'held'), coalesce(hold_until, pick_up_by, 'infinity'), id) > ($4::bool, $5::timestamptz, $6::uuid)
order by (state <> 'held'), coalesce(hold_until, pick_up_by, 'infinity'), id
limit $7;

-- name: signal
-- One signal.
select id, sequence, neighbourhood, household, source, partner, kind, urgency, certainty, marks, points, state,
    accepted_at, hold_until, pick_up_by, caseid, decision, beside, apart, discretion, picked_up, pause, way_in
from signal where id = $1;

-- name: gaps
-- Gaps in services for the service consultation, oldest first, with what was seen.
select id, neighbourhood, urgency, partner, discretion, accepted_at, sealed from signal
where state = 'gap_listed' and ($1::text is null or neighbourhood = $1) and id > $2
order by id limit $3;

-- name: receipt
-- What became of one message of a partner.
select receipt.signal, signal.partner, signal.state, signal.picked_up, signal.marks from receipt
join signal on signal.id = receipt.signal
where receipt.source = $1 and receipt.event_id = $2;

-- name: outcomes
-- What became of these ids of a partner, in their order, with the latest refusal under each.
select asked.event_id, receipt.signal, receipt.amends, signal.marks, latest.reasons, latest.detail
from unnest($2::text[]) with ordinality as asked (event_id, place)
left join receipt on receipt.source = $1 and receipt.event_id = asked.event_id
left join signal on signal.id = receipt.signal
left join lateral (
    select reasons, detail from refusal
    where refusal.source = $1 and refusal.event_id = asked.event_id order by id desc limit 1
) as latest on true
order by asked.place;

-- name: answers
-- What became of every message of a partner, by its id: those that made or amended a signal, and those refused only.
select event_id, signal, partner, state, picked_up, marks from (
    (select receipt.event_id, receipt.signal, signal.partner, signal.state, signal.picked_up, signal.marks
    from receipt join signal on signal.id = receipt.signal
    where receipt.source = $1 and receipt.event_id > $2 order by receipt.event_id limit $3)
    union all
    (select distinct event_id, null::uuid, null, null, null::bool, null::text[] from refusal
    where source = $1 and event_id > $2
        and not exists (select from receipt where receipt.source = $1 and receipt.event_id = refusal.event_id)
    order by event_id limit $3)
) as found
order by event_id limit $3;

-- name: refusals_of
-- The refusals of one id of a partner, newest first.
select id, source, event_id, reasons, detail, refused_at from refusal
where source = $1 and event_id = $2 order by id desc;

-- name: refusals
-- Everything that was refused, oldest first: also what names neither source nor id.
select id, source, event_id, reasons, detail, refused_at from refusal
where ($1::text is null or source = $1) and id > $2 order by id limit $3;

-- name: count_states
-- How many signals are in which state.
select state, count(*) from signal group by state;

-- name: count_others
-- How many messages were refused, how many came again, how many amended a signal.
select (select count(*) from refusal) as refused,
    (select coalesce(sum(deliveries - 1), 0)::bigint from receipt) as duplicates,
    (select count(*) from receipt where amends) as amendments;
