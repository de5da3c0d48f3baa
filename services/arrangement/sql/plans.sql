-- name: await_plans
-- A row for cases that are heard of for the first time, so that there is something to lock. Sorted by the caller.
insert into plan (id, caseid, sequence, neighbourhood, state, document)
select id, caseid, 0, neighbourhood, 'awaited', document
from unnest($1::uuid[], $2::uuid[], $3::text[], $4::jsonb[]) as heard (id, caseid, neighbourhood, document)
on conflict (caseid) do nothing;

-- name: lock_plans_of_cases
-- The plans of these cases, locked in the order of their cases.
select document from plan where caseid = any($1::uuid[]) order by caseid for update;

-- name: lock_plans
-- These plans, locked in the order of their cases, as everywhere.
select document from plan where id = any($1::uuid[]) order by caseid for update;

-- name: save_plans
-- What was decided, with what is searched.
update plan set
    sequence = saved.sequence, neighbourhood = saved.neighbourhood, state = saved.state,
    case_holder = saved.case_holder, highest_rung = saved.highest_rung, document = saved.document
from unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::uuid[], $6::smallint[], $7::jsonb[])
    as saved (id, sequence, neighbourhood, state, case_holder, highest_rung, document)
where plan.id = saved.id;

-- name: plan
-- One, to look at.
select document from plan where id = $1 and state <> 'awaited';

-- name: plans
-- A page of plans, by case, case holder and state where given, from a cursor on.
select document from plan
where state <> 'awaited'
  and ($1::uuid is null or caseid = $1)
  and ($2::uuid is null or case_holder = $2)
  and ($3::text is null or state = $3)
  and id > $4
order by id limit $5;

-- name: open_plans_of
-- The plans that a case holder works on.
select document from plan
where case_holder = $1 and state not in ('awaited', 'closed') order by id;

-- name: count_states
-- Plans by state.
select state, count(*) from plan where state <> 'awaited' group by state;

-- name: count_highest_rungs
-- Open plans by the heaviest support that runs in them.
select highest_rung, count(*) from plan
where highest_rung is not null and state not in ('awaited', 'closed') group by highest_rung;

-- name: count_changes
-- Steps on the ladder by direction and state.
select change ->> 'direction' as direction, change ->> 'state' as state, count(*)
from plan, jsonb_array_elements(document -> 'changes') as change
group by 1, 2;

-- name: held_about_cases
-- How many things the plan of each of these cases has, itself included.
select caseid, (1 + jsonb_array_length(document -> 'goals') + jsonb_array_length(document -> 'items')
    + jsonb_array_length(document -> 'changes') + jsonb_array_length(document -> 'reviews')
    + (select count(*) from application where application.plan = plan.id))::bigint as items
from plan where caseid = any($1::uuid[]) and state <> 'awaited';
