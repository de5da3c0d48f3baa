-- name: add_data_request
-- Somebody asks about their own data.
insert into data_requests (id, resident, entitled_to, standings, received_at, due, state, confirmations, sealed)
values ($1, $2, $3, $4, $5, $6, $7, '[]', $8);

-- name: lock_data_requests
-- These, locked in key order.
select id, resident, entitled_to, standings, received_at, due, state, decided_by, decided_at, ground, confirmations,
    done_at
from data_requests where id = any($1::uuid[]) order by id for update;

-- name: standings_of_requests
-- Which cases these reach.
select standings from data_requests where id = any($1::uuid[]);

-- name: data_request
-- One, to look at.
select id, resident, entitled_to, standings, received_at, due, state, decided_by, decided_at, ground, confirmations,
    done_at
from data_requests where id = $1;

-- name: data_requests_of
-- All that somebody asked, in order.
select id, resident, entitled_to, standings, received_at, due, state, decided_by, decided_at, ground, confirmations,
    done_at
from data_requests where resident = $1 order by id;

-- name: data_requests
-- A page of them in order, from a cursor on. A null state lets all through.
select id, resident, entitled_to, standings, received_at, due, state, decided_by, decided_at, ground, confirmations,
    done_at
from data_requests
where ($1::text is null or state = $1) and id > $2
order by id limit $3;

-- name: corrections_of
-- What is to be corrected, sealed.
select sealed from data_requests where id = $1;

-- name: save_data_request
-- What was decided or confirmed. What was to be corrected is gone once it is decided.
update data_requests set standings = $2, state = $3, decided_by = $4, decided_at = $5, ground = $6,
    confirmations = $7, done_at = $8, sealed = case when $3 = 'made' then sealed end
where id = $1;

-- name: erase_texts
-- All free text of these cases is gone; that it was written, when and of which kind, stays.
with erased_notes as (
    update notes set sealed = null where caseid = any($1::uuid[])
), erased_conversations as (
    update conversations set sealed = null where caseid = any($1::uuid[])
), erased_referrals as (
    update referrals set sealed = null where caseid = any($1::uuid[])
)
update clarifications set sealed = null where caseid = any($1::uuid[]);

-- name: note_access
-- Somebody reads personal data.
insert into access (id, at, actor, action, purpose, caseid, resident) values ($1, $2, $3, $4, $5, $6, $7);

-- name: access_of_case
-- A page of who read what of this case or of those who are in it, in order, from a cursor on.
select id, at, actor, action, purpose, caseid, resident from access
where (caseid = $1 or resident in (select resident from case_residents where case_residents.caseid = $1)) and id > $2
order by id limit $3;

-- name: access_of_resident
-- Who read what of this person or of these cases, in order.
select id, at, actor, action, purpose, caseid, resident from access
where resident = $1 or caseid = any($2::uuid[])
order by id;
