-- name: receive
-- Signals: the receipt is the inbox; everything else for those that are new. Gives the letters to send.
with submitted as (
    select * from unnest($1::text[], $2::text[], $3::bytea[], $4::uuid[], $5::uuid[], $6::bytea[], $7::bytea[],
        $8::text[], $9::text[], $10::text[], $11::uuid[], $12::bytea[], $13::uuid[], $14::bytea[])
        as each (source, event_id, content, signal, household, key, sealed, partner, kind, urgency,
            accepted, accepted_body, raised, raised_body)
), fresh as (
    insert into receipt (source, event_id, content, signal, received_at)
    select source, event_id, content, signal, now() from submitted
    on conflict do nothing
    returning signal
), new as (
    select submitted.* from submitted join fresh using (signal)
), placed as (
    insert into household (id, neighbourhood, addressed) select household, 'de-bilt-oost', true from new
), known as (
    insert into household_key (key, household) select key, household from new on conflict do nothing
), kept as (
    insert into signal (id, sequence, neighbourhood, household, source, partner, kind, urgency, certainty, marks,
        points, state, accepted_at, pick_up_by, decision, sealed)
    select signal, 2, 'de-bilt-oost', household, source, partner, kind, urgency, 'likely', array['nobody_named'],
        60, 'raised', now(), now() + interval '36 hours',
        '{"points": 60, "policy": {"version": "2026-01", "content_hash": "41048ba5844e9411"}, "counted": [],
          "grounds": ["at_once", "heavy_alone"], "partners": 1, "threshold": 50}', sealed
    from new
), promised as (
    insert into timer (aggregate, kind, occurrence, due) select signal, 'overdue', 1, now() + interval '36 hours' from new
)
insert into outbox (id, exchange, routing_key, content_type, body)
select letter.id, 'events', letter.type || '.de-bilt-oost', 'application/cloudevents+json', letter.body
from new cross join lateral (values
    (accepted, 'nl.omzien.signals.accepted.v1', accepted_body),
    (raised, 'nl.omzien.signals.raised.v1', raised_body)
) as letter (id, type, body)
returning position, id, routing_key, body;

-- name: open_cases
-- What intake hears of signals: seen, in order, and a case for each that was raised. Gives the letters to send.
with fresh as (
    insert into inbox (consumer, source, id) select 'intake.events', $1, id from unnest($2::uuid[]) as each (id)
    on conflict do nothing
    returning id
), come as (
    insert into position (consumer, source, subject, sequence)
    select 'intake.events', $1, subject, sequence from unnest($3::text[], $4::bigint[]) as each (subject, sequence)
    on conflict (consumer, source, subject) do update set sequence = excluded.sequence
), raised as (
    select each.* from unnest($5::uuid[], $6::uuid[], $7::uuid[], $8::text[], $9::text[], $10::uuid[],
        $11::uuid[], $12::bytea[], $13::uuid[], $14::bytea[])
        as each (event, signal, household, neighbourhood, urgency, caseid, opened, opened_body, triaged, triaged_body)
    join fresh on fresh.id = each.event
), known as (
    insert into households (id) select household from raised on conflict do nothing
), begun as (
    insert into cases (id, sequence, household, neighbourhood, way_in, urgency, opened_at, since, state, route,
        signals, waiting, attempts, reasons, rule, reported_on, personal_plan_by, investigation_by, due)
    select caseid, 2, household, neighbourhood, 'signal', urgency, now(), now(), 'opened', 'team',
        array[signal], array[signal], 0, array['ordinary'], '2026-01:41048ba5844e9411', current_date, current_date + 7,
        current_date + 42, now() + interval '42 days'
    from raised
    on conflict do nothing
    returning id
), timed as (
    insert into timer (aggregate, kind, occurrence, due) select id, 'term', 1, now() + interval '5 days' from begun
)
insert into outbox (id, exchange, routing_key, content_type, body)
select letter.id, 'events', letter.type || '.' || neighbourhood, 'application/cloudevents+json', letter.body
from raised join begun on begun.id = caseid cross join lateral (values
    (opened, 'nl.omzien.cases.opened.v1', opened_body),
    (triaged, 'nl.omzien.cases.triaged.v1', triaged_body)
) as letter (id, type, body)
returning position, id, routing_key, body;

-- name: link
-- What signalling hears of cases: seen, in order, and the case on the signal and its household.
with fresh as (
    insert into inbox (consumer, source, id) select 'signalling.events', $1, id from unnest($2::uuid[]) as each (id)
    on conflict do nothing
    returning id
), come as (
    insert into position (consumer, source, subject, sequence)
    select 'signalling.events', $1, subject, sequence from unnest($3::text[], $4::bigint[]) as each (subject, sequence)
    on conflict (consumer, source, subject) do update set sequence = excluded.sequence
), opened as (
    select each.* from unnest($5::uuid[], $6::uuid[], $7::uuid[], $8::uuid[])
        as each (event, signal, household, caseid)
    join fresh on fresh.id = each.event
), linked as (
    update signal set caseid = opened.caseid from opened where signal.id = opened.signal
)
update household set open_case = opened.caseid, known_to_intake = true
from opened where household.id = opened.household;

-- name: unsent
-- What a process that died has left.
select position, id, routing_key, body from outbox order by position;

-- name: sent
-- The broker has these.
delete from outbox where position = any($1::bigint[]);
