-- name: lock_case_holders
-- The teams of these neighbourhoods and these people, locked in key order: workloads stay true under concurrency.
select case_holder, neighbourhood, capacity, open_cases from case_holders
where neighbourhood = any($1::text[]) or case_holder = any($2::uuid[])
order by case_holder
for update;

-- name: change_workloads
-- Add to the open cases of these people, locked in key order.
with change as (
    select * from unnest($1::uuid[], $2::int[]) as each (case_holder, cases)
), locked as (
    select case_holder from case_holders
    where case_holder = any($1::uuid[]) order by case_holder for update
)
update case_holders set open_cases = case_holders.open_cases + change.cases
from change join locked using (case_holder)
where case_holders.case_holder = change.case_holder;

-- name: keep_case_holder
-- Someone joins a team, moves to another or changes capacity.
insert into case_holders (case_holder, neighbourhood, capacity) values ($1, $2, $3)
on conflict (case_holder) do update set neighbourhood = excluded.neighbourhood, capacity = excluded.capacity
returning case_holder, neighbourhood, capacity, open_cases;

-- name: list_case_holders
-- The team of a neighbourhood, or everybody when it is null.
select case_holder, neighbourhood, capacity, open_cases from case_holders
where $1::text is null or neighbourhood = $1
order by neighbourhood, case_holder;
