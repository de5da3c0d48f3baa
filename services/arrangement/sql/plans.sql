-- name: await_plans
-- A row for cases that are heard of for the first time, so that there is something to lock. Sorted by the caller.
insert into plan (id, caseid, sequence, neighbourhood, state, document)
select id, caseid, 0, neighbourhood, 'awaited', document
from unnest($1::uuid[], $2::uuid[], $3::text[], $4::jsonb[]) as heard (id, caseid, neighbourhood, document)
on conflict (caseid) do nothing;

-- name: lock_all_plans_of_cases
-- The plans of these cases, locked in the order of their cases; none of them while one of these is not there yet.
select document from plan
where caseid = any($1::uuid[]) and (select count(*) from plan where caseid = any($1::uuid[])) = cardinality($1::uuid[])
order by caseid for update;

-- name: lock_plans_of_cases
-- The plans of these cases, locked in the order of their cases.
select document from plan where caseid = any($1::uuid[]) order by caseid for update;

-- name: lock_plans
-- These plans, locked in the order of their cases, as everywhere.
select document from plan where id = any($1::uuid[]) order by caseid for update;

-- name: save_plans
-- What was decided, with what is searched. Each that changed is a version from then on; an awaited plan has none yet.
with saved as (
    select * from unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::uuid[], $6::smallint[], $7::jsonb[])
        as saved (id, sequence, neighbourhood, state, case_holder, highest_rung, document)
), changed as (
    update plan set
        sequence = saved.sequence, neighbourhood = saved.neighbourhood, state = saved.state,
        case_holder = saved.case_holder, highest_rung = saved.highest_rung, document = saved.document
    from saved
    where plan.id = saved.id and plan.document is distinct from saved.document
    returning plan.id, plan.sequence, plan.state, plan.document
), ran as (
    select ran.* from changed join jsonb_to_recordset($9::jsonb) as ran (
        item uuid, plan uuid, need uuid, neighbourhood text, category text, rung smallint, cost_cents_per_week bigint,
        first_day date, last_day date, began_on date, over_on date, ended text) on ran.plan = changed.id
), gone as (
    delete from spell using (select distinct item from ran) as known
    where spell.item = known.item
        and not exists (select from ran where ran.item = spell.item and ran.first_day = spell.first_day)
), counted as (
    insert into spell (item, plan, need, neighbourhood, category, rung, cost_cents_per_week, first_day, last_day,
        began_on, over_on, ended)
    select item, plan, need, neighbourhood, category, rung, cost_cents_per_week, first_day, last_day,
        began_on, over_on, ended from ran
    on conflict (item, first_day) do update set
        neighbourhood = excluded.neighbourhood, cost_cents_per_week = excluded.cost_cents_per_week,
        last_day = excluded.last_day, over_on = excluded.over_on, ended = excluded.ended
    where (spell.neighbourhood, spell.cost_cents_per_week, spell.last_day, spell.over_on, spell.ended) is distinct from
        (excluded.neighbourhood, excluded.cost_cents_per_week, excluded.last_day, excluded.over_on, excluded.ended)
)
insert into plan_version (plan, sequence, from_at, document)
select id, sequence, $8, document from changed where state <> 'awaited';

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
-- Steps on the ladder by direction and state; not those that were over before their end.
select change ->> 'direction' as direction, change ->> 'state' as state, count(*)
from plan, jsonb_array_elements(document -> 'changes') as change
where not coalesce((change ->> 'lapsed')::boolean, false)
group by 1, 2;

-- name: count_steps_down
-- Steps down that were followed up, by the rungs they went between: what held, what did not, what was taken back since.
select (change ->> 'from_rung')::int as from_rung, (change ->> 'to_rung')::int as to_rung,
    count(*) filter (where change ->> 'state' = 'confirmed') as confirmed,
    count(*) filter (where change ->> 'state' = 'fallen_back') as fallen_back,
    count(*) filter (where change ->> 'state' = 'confirmed' and exists (
        select from jsonb_array_elements(document -> 'changes') as back
        where back ->> 'returns' = change ->> 'id' and back ->> 'state' in ('effected', 'follow_up', 'confirmed')
    )) as taken_back
from plan, jsonb_array_elements(document -> 'changes') as change
where change ->> 'direction' = 'down' and change ->> 'state' in ('confirmed', 'fallen_back')
group by 1, 2 order by 1, 2;

-- name: held_about_cases
-- How many things the plan of each of these cases has, itself included.
select caseid, (1 + jsonb_array_length(document -> 'goals') + jsonb_array_length(document -> 'items')
    + jsonb_array_length(document -> 'changes') + jsonb_array_length(document -> 'reviews')
    + (select count(*) from application where application.plan = plan.id)
    + (select count(*) from indication where indication.caseid = plan.caseid)
    + (select count(*) from satisfaction where satisfaction.plan = plan.id))::bigint as items
from plan where caseid = any($1::uuid[]) and state <> 'awaited';
