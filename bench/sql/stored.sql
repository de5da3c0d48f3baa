-- name: constraints_of
-- Keys of these tables and references to them. Keys that references lean on go last, and come back first.
with these as (select oid from pg_class where relname = any($1) and relnamespace = current_schema()::regnamespace)
select conrelid::regclass::text as relation, quote_ident(conname) as name, pg_get_constraintdef(oid) as definition
from pg_constraint
where contype in ('p', 'u', 'f') and (conrelid in (select * from these) or confrelid in (select * from these))
order by contype = 'f' desc, conname;

-- name: indexes_of
-- The other indexes of these tables.
select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
from pg_index
where indrelid in (select oid from pg_class
    where relname = any($1) and relnamespace = current_schema()::regnamespace)
order by indexrelid;

-- name: past
-- What things are called that came about in the last two years.
create temp table past (n int, household uuid, caseid uuid, signal uuid, event uuid, at timestamptz);

-- name: remember
-- So many of each, in the order of their ids, as ids are made here: the moment, then chance.
insert into past
select n, (moment || '7' || substr(chance, 1, 3) || 'a' || substr(chance, 4, 15))::uuid,
    (moment || '7' || substr(chance, 2, 3) || 'b' || substr(chance, 5, 15))::uuid,
    (moment || '7' || substr(chance, 3, 3) || '8' || substr(chance, 6, 15))::uuid,
    (moment || '7' || substr(chance, 4, 3) || '9' || substr(chance, 7, 15))::uuid,
    to_timestamp(milliseconds / 1000)
from generate_series(1, $1::int) as n
cross join lateral (
    select (1000 * extract(epoch from current_date)::bigint - 63072000000 * ($1::bigint - n) / $1) as milliseconds,
        md5(n::text) as chance) as drawn
cross join lateral (select lpad(to_hex(milliseconds), 12, '0') as moment) as told;

-- name: store_households
-- One per signal; every tenth has an open case.
insert into household (id, neighbourhood, addressed, open_case, known_to_intake)
select household, 'de-bilt-oost', true,
    case when n % 10 = 0 then caseid end, true
from past;

-- name: store_household_keys
-- As long as the keyed hash of an address.
insert into household_key (key, household)
select sha256(n::text::bytea), household from past;

-- name: store_signals
-- As the services leave them: closed with their case, or raised.
insert into signal (id, sequence, neighbourhood, household, source, partner, kind, urgency, certainty, marks, points,
    state, accepted_at, hold_until, pick_up_by, caseid, decision, sealed)
select signal, case when n % 10 = 0 then 2 else 4 end, 'de-bilt-oost',
    household, 'urn:nld:kvknr:00000000:systeem:bench', 'gp', 'declining_health', 'urgent',
    'likely', '{nobody_named}', 60, case when n % 10 = 0 then 'raised' else 'closed' end,
    at, null, now() + interval '3 days',
    caseid,
    '{"points": 60, "policy": {"version": "2026-01", "content_hash": "41048ba5844e9411"}, "counted": [],
      "grounds": ["at_once", "heavy_alone"], "partners": 1, "threshold": 50}'::jsonb,
    decode(repeat(md5(n::text), 28), 'hex')
from past;

-- name: store_receipts
-- Kept as long as the signal.
insert into receipt (source, event_id, content, signal, received_at)
select 'urn:nld:kvknr:00000000:systeem:bench', event::text, sha256(('c' || n)::bytea),
    signal, at
from past;

-- name: store_timers
-- None is due while we measure: the erasure of what is closed, the term of what is raised.
insert into timer (aggregate, kind, occurrence, due)
select signal, case when n % 10 = 0 then 'overdue' else 'erasure' end, 1,
    now() + interval '1 day' + (now() - at)
from past;

-- name: store_cases_heard
-- How far signalling has come with each case, and the ids of the last two weeks' events: what is older was dropped.
with heard as (
    insert into position (consumer, source, subject, sequence) select $1::text, $2::text, caseid::text, 2 from past)
insert into inbox (consumer, source, id)
select $1, $2, unnest(array[event, household]) from past where n > 0.98 * (select max(n) from past);

-- name: store_signals_heard
-- The same of intake with each signal.
with heard as (
    insert into position (consumer, source, subject, sequence) select $1::text, $2::text, signal::text, 2 from past)
insert into inbox (consumer, source, id)
select $1, $2, unnest(array[event, household]) from past where n > 0.98 * (select max(n) from past);

-- name: store_case_households
-- One for every case.
insert into households (id) select household from past;

-- name: store_cases
-- Nine of ten are closed.
insert into cases (id, sequence, household, neighbourhood, way_in, urgency, opened_at, since, state, route, case_holder,
    receiver, signals, waiting, attempts, complex, plan, outcome, reasons, rule, reported_on, personal_plan_by,
    investigation_by, due)
select caseid, 2, household, 'de-bilt-oost', 'signal', 'urgent',
    at, now(), case when n % 10 = 0 then 'opened' else 'closed' end,
    'team', null, null, array[signal],
    case when n % 10 = 0 then array[signal] else '{}'::uuid[] end, 0, null, null,
    case when n % 10 > 0 then 'completed' end, array['ordinary'], '2026-01:41048ba5844e9411', current_date,
    current_date + 7, current_date + 42, case when n % 10 = 0 then now() + interval '42 days' end
from past;

-- name: store_case_timers
-- None is due while we measure: the terms of what is open.
insert into timer (aggregate, kind, occurrence, due)
select caseid, 'term', 1, now() + interval '5 days' from past where n % 10 = 0;

-- name: still_to_do
-- Whether a signal that came after this one waits for its case, or an event for the relay.
select exists (select from signalling.signal where id > $1 and caseid is null)
    or exists (select from signalling.outbox) or exists (select from intake.outbox);
