-- name: touch_keys
-- Make a row for keys that are new, so that there is something to lock; gives those.
insert into household_key (key)
select key from unnest($1::bytea[]) as wanted (key) order by key
on conflict do nothing
returning key;

-- name: lock_keys
-- Where these keys of households lead, locked in key order.
select key, household from household_key where key = any($1::bytea[]) order by key for update;

-- name: read_keys
-- Where these keys of households lead at the moment.
select key, household from household_key where key = any($1::bytea[]);

-- name: read_households
-- Households as they are at the moment.
select id, neighbourhood, addressed, open_case, known_to_intake from household where id = any($1::uuid[]);

-- name: traces_of
-- What these signals have left.
select distinct key from trace where signal = any($1::uuid[]);

-- name: traced
-- The latest signals that left these traces.
select wanted.key, latest.signal
from unnest($1::bytea[]) as wanted (key),
    lateral (select signal from trace where trace.key = wanted.key order by signal desc limit 50) as latest;

-- name: lock_households
-- Households, locked in key order. Their signals are locked with them.
select id, neighbourhood, addressed, open_case, known_to_intake from household
where id = any($1::uuid[]) order by id for update;

-- name: households_of_signals
-- The households to lock before these signals are read.
select distinct household from signal where id = any($1::uuid[]) and household is not null;

-- name: households_of_cases
-- The households to lock before these cases or the signals that belong to them are followed.
select id as household from household where open_case = any($1::uuid[])
union
select household from signal where caseid = any($1::uuid[]) and household is not null
union
select household from signal where id = any($2::uuid[]) and household is not null;

-- name: signals_at
-- What is active at these households, and these signals or cases by their ids.
select id, sequence, neighbourhood, household, source, partner, kind, urgency, certainty, marks, points, state,
    accepted_at, hold_until, pick_up_by, caseid, decision, beside, apart, discretion, picked_up, pause, way_in
from signal where household = any($1::uuid[]) and state in ('held', 'raised', 'picked_up')
union all
select id, sequence, neighbourhood, household, source, partner, kind, urgency, certainty, marks, points, state,
    accepted_at, hold_until, pick_up_by, caseid, decision, beside, apart, discretion, picked_up, pause, way_in
from signal where id = any($2::uuid[]) or caseid = any($3::uuid[]);

-- name: save_register
-- Households, where keys lead, and signals: new ones, and what has changed of those that are locked. No sealed part of a
-- signal given: it stays.
with saved_households as (
    insert into household (id, neighbourhood, addressed, open_case, known_to_intake)
    select * from unnest($25::uuid[], $26::text[], $27::bool[], $28::uuid[], $29::bool[])
    on conflict (id) do update set neighbourhood = excluded.neighbourhood, addressed = excluded.addressed,
        open_case = excluded.open_case, known_to_intake = excluded.known_to_intake
), pointed_keys as (
    update household_key set household = pointed.household
    from unnest($30::bytea[], $31::uuid[]) as pointed (key, household)
    where household_key.key = pointed.key
), left_traces as (
    insert into trace (key, signal) select key, signal from unnest($32::bytea[], $33::uuid[]) as each (key, signal)
)
insert into signal (id, sequence, neighbourhood, household, source, partner, kind, urgency, certainty, marks, points,
    state, accepted_at, hold_until, pick_up_by, caseid, decision, sealed, beside, apart, discretion, picked_up, pause,
    way_in)
select id, sequence, neighbourhood, household, source, partner, kind, urgency, certainty,
    string_to_array(marks, ','), points, state, accepted_at, hold_until, pick_up_by, caseid, decision, sealed,
    beside, apart, discretion, picked_up, pause, way_in
from unnest($1::uuid[], $2::bigint[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[],
    $9::text[], $10::text[], $11::int[], $12::text[], $13::timestamptz[], $14::timestamptz[], $15::timestamptz[],
    $16::uuid[], $17::jsonb[], $18::bytea[], $19::jsonb[], $20::bool[], $21::text[], $22::bool[], $23::jsonb[],
    $24::text[])
    as saved (id, sequence, neighbourhood, household, source, partner, kind, urgency, certainty, marks, points,
        state, accepted_at, hold_until, pick_up_by, caseid, decision, sealed, beside, apart, discretion, picked_up,
        pause, way_in)
on conflict (id) do update set
    sequence = excluded.sequence, neighbourhood = excluded.neighbourhood, household = excluded.household,
    partner = excluded.partner, kind = excluded.kind, urgency = excluded.urgency, certainty = excluded.certainty,
    marks = excluded.marks, points = excluded.points, state = excluded.state, hold_until = excluded.hold_until,
    pick_up_by = excluded.pick_up_by, caseid = excluded.caseid, decision = excluded.decision,
    beside = excluded.beside, apart = excluded.apart, discretion = excluded.discretion,
    picked_up = excluded.picked_up, pause = excluded.pause, way_in = excluded.way_in,
    sealed = case when excluded.state = 'erased' then null else coalesce(excluded.sealed, signal.sealed) end;

-- name: sealed_of
-- Who, where and what was seen, sealed, of those that are not erased.
select id, sealed from signal where id = any($1::uuid[]) and sealed is not null;
