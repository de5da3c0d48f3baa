-- name: lock_case_holders
-- The teams of these neighbourhoods and these people, locked in key order: workloads stay true under concurrency.
select * from case_holders
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
returning *;

-- name: list_case_holders
-- The team of a neighbourhood, or everybody when it is null.
select * from case_holders
where $1::text is null or neighbourhood = $1
order by neighbourhood, case_holder;

-- name: lock_people
-- These, in key order: whoever plans an absence of one of them, or with one of them as stand-in, waits here.
select * from case_holders where case_holder = any($1::uuid[]) order by case_holder for update;

-- name: standing_in
-- For whom these people stand in at some time. Asked once they are locked: nobody can name them meanwhile.
select * from case_holders where stand_in = any($1::uuid[]) order by case_holder;

-- name: keep_absence
-- Who is away from when until when, and who acts for them; nulls when they are back.
update case_holders set absent_from = $2, absent_until = $3, stand_in = $4 where case_holder = $1
returning *;

-- name: stood_in_for
-- For whom this person acts on a day.
select case_holder from case_holders
where stand_in = $1 and $2 >= absent_from and (absent_until is null or $2 <= absent_until)
order by case_holder;

-- name: holdings_of
-- Who held a case, from when until when; `until` is null for who holds it now.
select case_holder, at as since, until from (
    select case_holder, at, sequence, lead(at) over (order by sequence) as until from holdings where caseid = $1
) as held
where case_holder is not null
order by sequence;
