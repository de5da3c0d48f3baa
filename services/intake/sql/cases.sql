-- name: touch_households
-- Make a row for households that are new, so that there is something to lock; gives those. Sorted by the caller.
insert into households (id) select unnest($1::uuid[]) on conflict do nothing returning id;

-- name: lock_households
-- Lock them in key order: whoever opens or reopens a case of a household waits here for who does so now. With who
-- held the latest case of each.
select id, (select case_holder from cases where household = households.id order by cases.id desc limit 1) as former
from households where id = any($1::uuid[]) order by id for update;

-- name: households_of
-- Whose cases these are. A case never changes household.
select distinct household from cases where id = any($1::uuid[]) order by household;

-- name: lock_cases
-- These cases, and the open ones of these households, locked in key order.
select * from cases
where id = any($1::uuid[]) or (household = any($2::uuid[]) and state <> 'closed')
order by id
for update;

-- name: save_cases
-- Insert what is new, update what was locked; of those in $2, note who holds them from now on.
with changed as materialized (
    select * from jsonb_populate_recordset(null::cases, $1)
), held as (
    insert into holdings (caseid, sequence, at, case_holder)
    select id, sequence, $3, case when state <> 'closed' then case_holder end from changed where id = any($2::uuid[])
)
insert into cases
select * from changed
on conflict (id) do update set
    sequence = excluded.sequence,
    neighbourhood = excluded.neighbourhood,
    urgency = excluded.urgency,
    since = excluded.since,
    state = excluded.state,
    route = excluded.route,
    case_holder = excluded.case_holder,
    receiver = excluded.receiver,
    signals = excluded.signals,
    waiting = excluded.waiting,
    attempts = excluded.attempts,
    complex = excluded.complex,
    plan = excluded.plan,
    outcome = excluded.outcome,
    moved_to = excluded.moved_to,
    reasons = excluded.reasons,
    rule = excluded.rule,
    reported_on = excluded.reported_on,
    personal_plan_by = excluded.personal_plan_by,
    personal_plan_on = excluded.personal_plan_on,
    investigation_by = excluded.investigation_by,
    urgent_by = excluded.urgent_by,
    suspended_on = excluded.suspended_on,
    suspended_until = excluded.suspended_until,
    suspended_for = excluded.suspended_for,
    suspended_days = excluded.suspended_days,
    told = excluded.told,
    due = excluded.due;

-- name: case_by_id
-- One case, as it is now.
select * from cases where id = $1;

-- name: list_cases
-- A page of cases by id, that is by moment of opening, from behind $5 on. A null filter lets everything through. A part
-- for each index, of which one runs: plans are made before the filters are known, and one for all would read every case.
(
    select * from cases
    where household = $4 and id > $5 and ($1::text is null or neighbourhood = $1)
        and ($2::text is null or state = $2) and ($3::uuid is null or case_holder = $3)
    order by id limit $6
) union all (
    select * from cases
    where $4 is null and case_holder = $3 and id > $5 and ($1 is null or neighbourhood = $1)
        and ($2 is null or state = $2)
    order by id limit $6
) union all (
    select * from cases
    where $4 is null and $3 is null and neighbourhood = $1 and id > $5 and ($2 is null or state = $2)
    order by id limit $6
) union all (
    select * from cases
    where $4 is null and $3 is null and $1 is null and id > $5 and ($2 is null or state = $2)
    order by id limit $6
)
order by id limit $6;

-- name: count_cases
-- How many cases are in which state, on which route, and how they closed.
select state, route, outcome, count(*) as cases from cases group by state, route, outcome;
