-- name: insert_application
-- A new one. No row when another for this need and rung waits for its decision.
insert into application (id, plan, need, rung, sequence, state, document)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict do nothing
returning id;

-- name: save_application
-- What was decided.
update application set sequence = $2, state = $3, document = $4 where id = $1;

-- name: plan_of_application
-- Which plan to lock first: plans are locked before their applications, everywhere.
select plan from application where id = $1;

-- name: lock_applications
-- These, locked, in the order of their ids.
select document from application where id = any($1::uuid[]) order by id for update;

-- name: lock_waiting_applications
-- Those of these plans, which are locked, that wait for a decision; in the order of their ids.
select document from application where plan = any($1::uuid[]) and state = 'submitted' order by id for update;

-- name: application
-- One, to look at.
select document from application where id = $1;

-- name: applications
-- A page of applications, by plan, state and the day on which they are late where given, from a cursor on.
select document from application
where ($1::uuid is null or plan = $1)
  and ($2::text is null or state = $2)
  and ($3::date is null or state = 'submitted' and document -> 'term' ->> 'suspended_on' is null
    and (document -> 'term' ->> 'decide_by')::date < $3)
  and id > $4
order by id limit $5;

-- name: give_mandate
-- This person decides on rungs 4 and 5.
insert into mandate (person, given_at) values ($1, $2) on conflict do nothing;

-- name: withdraw_mandate
-- This person decides no more. No row when they had no mandate.
delete from mandate where person = $1 returning given_at;

-- name: mandated
-- Everybody with a mandate.
select person from mandate;

-- name: mandates
-- Everybody with a mandate, and since when.
select person, given_at from mandate order by given_at, person;
