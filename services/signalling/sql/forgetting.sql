-- name: lock_keys_of
-- The keys of these households and of those that these signals are about, and the traces that they left, locked in key
-- order.
select key from household_key
where key in (
    select led.key from household_key as led join signal on signal.household = led.household
    where signal.id = any($1::uuid[])
    union
    select key from trace where signal = any($1::uuid[])
    union
    select key from household_key where household = any($2::uuid[]))
order by key for update;

-- name: leave_anew
-- These signals have left nothing so far.
delete from trace where signal = any($1::uuid[]);

-- name: forget_unused
-- Of these keys and traces, which are locked, those that lead to nobody.
delete from household_key where key = any($1::bytea[]) and household is null
    and not exists (select from trace where trace.key = household_key.key);

-- name: forget_traces
-- What these signals have left; a trace that no other signal left is no key any more.
with gone as (delete from trace where signal = any($1::uuid[]) returning key)
delete from household_key where key in (select key from gone) and household is null
    and not exists (select from trace where trace.key = household_key.key and signal <> all($1::uuid[]));

-- name: forget_households
-- Households that no signal is about any more and that intake does not refer to, with their keys.
with forgotten as (
    delete from household
    where id = any($1::uuid[]) and not known_to_intake
        and not exists (select from signal where signal.household = household.id)
    returning id
)
delete from household_key using forgotten where household_key.household = forgotten.id;

-- name: erase_refused
-- The messages that were kept aside are gone; that they were refused and why stays.
update refusal set sealed = null where id = any($1::uuid[]);

-- name: signals_of_cases
-- The signals that belong to these cases and are not erased.
select id, caseid from signal where caseid = any($1::uuid[]) order by id;
