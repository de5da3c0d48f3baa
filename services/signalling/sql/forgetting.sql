-- name: lock_keys_of
-- The keys of the households that these signals are about, and the traces that they left, locked in key order.
select key from household_key
where household in (select household from signal where id = any($1::uuid[]))
    or key in (select key from trace where signal = any($1::uuid[]))
order by key for update;

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
