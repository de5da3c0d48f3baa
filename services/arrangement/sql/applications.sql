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

-- name: lock_application
-- One, locked.
select document from application where id = $1 for update;

-- name: application
-- One, to look at.
select document from application where id = $1;

-- name: applications
-- A page of applications, by plan and state where given, from a cursor on.
select document from application
where ($1::uuid is null or plan = $1)
  and ($2::text is null or state = $2)
  and id > $3
order by id limit $4;

-- name: give_mandate
-- This person decides on rungs 4 and 5.
insert into mandate (person, given_at) values ($1, $2) on conflict do nothing;

-- name: mandated
-- Everybody with a mandate.
select person from mandate;
