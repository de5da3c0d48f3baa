-- name: one_list_at_a_time
-- Until this transaction ends: what is new in two lists has no row yet that could be locked.
select pg_advisory_xact_lock(hashtext(current_schema()), hashtext('indications'));

-- name: lock_references
-- Those of these references that are known, locked, in the order of their ids.
select document from indication where reference = any($1::text[]) order by id for update;

-- name: lock_indications
-- These, locked, in the order of their ids.
select document from indication where id = any($1::uuid[]) order by id for update;

-- name: lock_indications_of_cases
-- What these cases talk about, or talked about until it ended, locked, in the order of their ids.
select document from indication
where caseid = any($1::uuid[]) and state in ('in_conversation', 'expired') order by id for update;

-- name: save_indications
-- New ones, and what became of those that are locked.
insert into indication (id, reference, sequence, neighbourhood, state, until, caseid, document)
select * from unnest(
    $1::uuid[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::date[], $7::uuid[], $8::jsonb[])
on conflict (id) do update set
    sequence = excluded.sequence, neighbourhood = excluded.neighbourhood, state = excluded.state,
    until = excluded.until, caseid = excluded.caseid, document = excluded.document;

-- name: indication
-- One, to look at.
select document from indication where id = $1;

-- name: indications
-- A page of them, by neighbourhood, state and case where given, the first to end first, from a cursor on.
select document from indication
where ($1::text is null or neighbourhood = $1)
  and ($2::text is null or state = $2)
  and ($3::uuid is null or caseid = $3)
  and ($4::uuid is null or (until, id) > (select until, id from indication where id = $4))
order by until, id limit $5;
