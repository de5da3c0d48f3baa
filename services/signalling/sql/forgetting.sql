-- name: lock_keys_of
-- The keys of these households and of those that these signals are about, and the traces that they left, locked in key
-- order.
select key from household_key
where key = any(array(
    select led.key from household_key as led join signal on signal.household = led.household
    where signal.id = any($1::uuid[])
    union
    select key from trace where signal = any($1::uuid[])
    union
    select key from household_key where household = any($2::uuid[])))
order by key for update;

-- name: leave_anew
-- These signals have left nothing so far.
delete from trace where signal = any($1::uuid[]);

-- name: forget_unused
-- Of these keys and traces, which are locked, those that lead to nobody.
delete from household_key where key = any($1::bytea[]) and household is null
    and not exists (select from trace where trace.key = household_key.key);

-- name: lock_receipts_of
-- The messages that made or amended these signals, locked in key order.
select from receipt where signal = any($1::uuid[]) order by source, event_id for update;

-- name: lock_records_of
-- The partners' own numbers that these signals stand for, locked in key order.
select from partner_record where signal = any($1::uuid[]) order by source, reference for update;

-- name: sealed_at
-- All that is known of who and where, sealed, at these households.
select sealed from signal where household = any($1::uuid[]) and sealed is not null;

-- name: forget_traces
-- What these signals have left; a trace that no other signal left is no key any more. How many of each.
with gone as (
    delete from trace where signal = any($1::uuid[]) returning key, signal
), unused as (
    delete from household_key where key in (select key from gone) and household is null
        and not exists (select from trace where trace.key = household_key.key and signal <> all($1::uuid[]))
)
select signal, count(*) from gone group by signal;

-- name: forget_contents
-- What these messages said cannot be compared any more: the same ids get the same answer. How many of each signal.
with emptied as (update receipt set content = '' where signal = any($1::uuid[]) and content <> '' returning signal)
select signal, count(*) from emptied group by signal;

-- name: forget_numbers
-- The partners' own numbers for these signals. How many of each.
with gone as (delete from partner_record where signal = any($1::uuid[]) returning signal)
select signal, count(*) from gone group by signal;

-- name: forget_keys
-- The keys that lead to these households, but for those that are used. How many of each.
with gone as (
    delete from household_key where household = any($1::uuid[]) and key <> all($2::bytea[]) returning household
)
select household, count(*) from gone group by household;

-- name: forget_among
-- The signals about these households that were put together with these do not say so any more; that others counted when
-- they were decided upon stays, and which does not.
update signal set
    beside = nullif(beside - $2::text[], '{}'),
    decision = jsonb_set(decision, '{counted}', (
        select coalesce(jsonb_agg(case when id = any($2::text[]) then $3::text else id end order by place), '[]')
        from jsonb_array_elements_text(decision -> 'counted') with ordinality as counted (id, place)))
where household = any($1::uuid[]) and (beside ?| $2::text[] or decision -> 'counted' ?| $2::text[]);

-- name: forget_households
-- Households that no signal is about any more and that intake does not refer to, with their keys. How many keys of each.
with forgotten as (
    delete from household
    where id = any($1::uuid[]) and not known_to_intake
        and not exists (select from signal where signal.household = household.id)
    returning id
), gone as (
    delete from household_key using forgotten where household_key.household = forgotten.id returning household
)
select household, count(*) from gone group by household;

-- name: prove_erasures
-- That these were erased, under which policy, and what was destroyed.
insert into erasure (signal, erased_at, policy, destroyed, kept_for_intake)
select signal, $1, $2, destroyed, kept from unnest($3::uuid[], $4::jsonb[], $5::bool[])
    as each (signal, destroyed, kept);

-- name: erasures
-- What was erased since then, or one of them, by id; with what is left of it now.
select erasure.signal, erased_at, policy, destroyed, kept_for_intake,
    (sealed is not null)::int as text,
    (household is not null or caseid is not null)::int as household,
    (select count(*) from trace where trace.signal = erasure.signal) as traces,
    (select count(*) from receipt where receipt.signal = erasure.signal and content <> '') as contents,
    (select count(*) from partner_record where partner_record.signal = erasure.signal) as numbers
from erasure join signal on signal.id = erasure.signal
where ($1::uuid is null or erasure.signal = $1) and ($2::timestamptz is null or erased_at >= $2)
    and erasure.signal > $3
order by erasure.signal limit $4;

-- name: count_keys_to_nobody
-- Keys that lead to a household that no signal is about and that intake does not refer to.
select count(*) from household_key left join household on household.id = household_key.household
where household_key.household is not null and (household.id is null or (not household.known_to_intake
    and not exists (select from signal where signal.household = household.id)));

-- name: due_for_erasure
-- What is erased until then: timers of these kinds, by the state that their signals are in.
select timer.kind, signal.state, count(*) as number, min(due) as first, max(due) as last
from timer left join signal on signal.id = timer.aggregate
where due < $1 and timer.kind = any($2::text[])
group by timer.kind, signal.state order by timer.kind, signal.state;

-- name: erase_refused
-- The messages that were kept aside are gone, with the keyed hash of what they said; that they were refused and why stays.
update refusal set sealed = null, fingerprint = uuid_send(id) where id = any($1::uuid[]);

-- name: signals_of_cases
-- The signals that belong to these cases and are not erased.
select id, caseid from signal where caseid = any($1::uuid[]) order by id;
