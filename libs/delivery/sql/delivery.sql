-- name: receive
-- Which of these events are new to the consumer, and which of these subjects: their rows are made, so that there is
-- something to lock. Sorted by the caller, so that two batches cannot deadlock.
with fresh as (
    insert into inbox (consumer, source, id)
    select $1, source, id from unnest($2::text[], $3::uuid[]) as event (source, id)
    on conflict do nothing
    returning source, id
), begun as (
    insert into position (consumer, source, subject, sequence)
    select $1, source, subject, 0 from unnest($4::text[], $5::text[]) as wanted (source, subject)
    on conflict do nothing
    returning source, subject
)
select source, id, null as subject from fresh
union all
select source, null, subject from begun;

-- name: lock_positions
-- How far the consumer is with these subjects, locked in the caller's order. Row by row, by the key: a join's plan that
-- was made while the table was small reads the whole of it ever after.
select found.* from unnest($2::text[], $3::text[]) as wanted (source, subject)
cross join lateral (
    select source, subject, sequence from position
    where consumer = $1 and source = wanted.source and subject = wanted.subject
    for update
) as found;

-- name: park
-- Keep events that came before their turn.
insert into parked (consumer, source, subject, sequence, body)
select $1, * from unnest($2::text[], $3::text[], $4::bigint[], $5::bytea[])
on conflict do nothing;

-- name: parked_of
-- Events of these subjects that wait for their turn, in order.
select source, subject, sequence, body from parked
where consumer = $1 and (source, subject) in (select * from unnest($2::text[], $3::text[]))
order by source, subject, sequence;

-- name: unpark
-- Their turn has come.
delete from parked
using unnest($2::text[], $3::text[], $4::bigint[]) as taken (source, subject, sequence)
where parked.consumer = $1 and parked.source = taken.source
  and parked.subject = taken.subject and parked.sequence = taken.sequence;

-- name: parked_waiting
-- How many events wait for one before them.
select count(*) from parked;

-- name: forget
-- These are to be taken as new when they come again.
delete from inbox
using unnest($2::text[], $3::uuid[]) as event (source, id)
where inbox.consumer = $1 and inbox.source = event.source and inbox.id = event.id;

-- name: flush
-- Append messages in this order; their positions. Set or move timers; note how far the consumer has come with the
-- subjects that it has locked. Wake the relay when the transaction commits, if it is another process's.
with posted as (
    insert into outbox (id, exchange, routing_key, content_type, body, headers)
    select id, exchange, routing_key, content_type, body, headers
    from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bytea[], $6::bytea[])
        with ordinality as letter (id, exchange, routing_key, content_type, body, headers, place)
    order by place
    returning position, posted_at
), scheduled as (
    insert into timer (aggregate, kind, occurrence, due, data)
    select * from unnest($7::uuid[], $8::text[], $9::int[], $10::timestamptz[], $11::jsonb[])
    on conflict (aggregate, kind, occurrence) do update set due = excluded.due, data = excluded.data, not_before = null
), moved as (
    insert into position (consumer, source, subject, sequence)
    select $12, * from unnest($13::text[], $14::text[], $15::bigint[])
    on conflict (consumer, source, subject) do update set sequence = excluded.sequence
)
select position, posted_at, (select pg_notify('omzien_outbox', current_schema()) where $16) from posted
order by position;

-- name: unsent
-- The oldest messages of the outbox that are not among these.
select position, id, exchange, routing_key, content_type, body, headers, posted_at from outbox
where position <> all($2::bigint[])
order by position limit $1;

-- name: sent
-- The broker has confirmed these.
delete from outbox where position = any($1::bigint[]);

-- name: outbox_age
-- How many messages wait, and for how long the oldest has, in seconds.
select count(*) as waiting, coalesce(extract(epoch from now() - min(posted_at)), 0)::float8 as oldest from outbox;

-- name: lead
-- Whether this connection is the one that may do the named work of this service. Free again when it dies.
select pg_try_advisory_lock(hashtext(current_schema()), hashtext($1));

-- name: cancel_timers
-- These will not run.
delete from timer
using unnest($1::uuid[], $2::text[], $3::int[]) as gone (aggregate, kind, occurrence)
where timer.aggregate = gone.aggregate and timer.kind = gone.kind and timer.occurrence = gone.occurrence;

-- name: due_timers
-- What is due, left where it is and not locked.
select aggregate, kind, occurrence, due, data from timer where due <= $1 and (not_before is null or not_before <= $1)
order by due limit $2;

-- name: spend_timers
-- Take these out, as they were read: one that was moved meanwhile stays.
delete from timer
using unnest($1::uuid[], $2::text[], $3::int[], $4::timestamptz[]) as spent (aggregate, kind, occurrence, due)
where timer.aggregate = spent.aggregate and timer.kind = spent.kind
  and timer.occurrence = spent.occurrence and timer.due = spent.due
returning timer.aggregate;

-- name: put_off_timer
-- It could not be run: not again before this moment. What was promised stays promised.
update timer set not_before = $4 where aggregate = $1 and kind = $2 and occurrence = $3;

-- name: bury
-- Keep a message that could not be handled. The same one twice is kept once.
insert into dead_letter (id, queue, reason, detail, message_id, content_type, headers, body, arrived_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
on conflict do nothing;

-- name: dead_letters
-- Those not replayed yet, oldest first, from a cursor on.
select id, queue, reason, detail, message_id, content_type, headers, body, arrived_at, replayed_at
from dead_letter where replayed_at is null and id > $1 order by id limit $2;

-- name: dead_letter
-- One, locked.
select id, queue, reason, detail, message_id, content_type, headers, body, arrived_at, replayed_at
from dead_letter where id = $1 for update;

-- name: mark_replayed
-- It is back on its queue, and what it said is not kept twice.
update dead_letter set replayed_at = $2, headers = $3, body = $4 where id = $1;

-- name: dead_letters_waiting
-- How many wait for a person.
select count(*) from dead_letter where replayed_at is null;

-- name: claim_answer
-- Take an idempotency key. Waits while another request with the same key runs.
insert into answer (key, request) values ($1, $2) on conflict do nothing returning key;

-- name: answered
-- What was answered to this key.
select request, status, etag, body from answer where key = $1;

-- name: answer
-- Keep the answer with the effect.
update answer set status = $2, etag = $3, body = $4 where key = $1;

-- name: forget_answers
-- Nobody repeats a command after so long.
delete from answer where answered_at < $1;

-- name: inbox_partitions
-- The days for which the inbox has a partition.
select child.relname as name from pg_inherits
join pg_class as child on child.oid = inhrelid
where inhparent = 'inbox'::regclass;

-- name: lead_here
-- Whether this transaction is the one that may do the named work of this service.
select pg_try_advisory_xact_lock(hashtext(current_schema()), hashtext($1));

-- name: latest_taken
-- The largest id that the consumer has taken: a UUIDv7, so it tells when.
select id from inbox where consumer = $1 order by id desc limit 1;

-- name: want_catch_up
-- The consumer's queue may have lost messages since then.
insert into catch_up (consumer, since) values ($1, $2)
on conflict (consumer) do update set since = least(catch_up.since, excluded.since);

-- name: wanted_catch_up
-- Since when the consumer's queue may have lost messages; nothing when it has not. Noted again it is another version.
select since, xmin::text as version from catch_up where consumer = $1;

-- name: caught_up
-- Read to its end, for what was noted in this version.
delete from catch_up where consumer = $1 and xmin::text = $2;

-- name: dead_among
-- Which of these messages lie among the consumer's dead letters, or did.
select message_id from dead_letter where queue = $1 and message_id = any($2::text[]);

-- name: positions
-- How far the consumer is with these subjects.
select source, subject, sequence from position
where consumer = $1 and (source, subject) in (select * from unnest($2::text[], $3::text[]));

-- name: longest_parked
-- Since when an event of the consumer has waited for the one before it.
select min(parked_at) from parked where consumer = $1;
