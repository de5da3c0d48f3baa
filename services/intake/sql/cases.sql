-- name: touch_households
-- Make a row for households that are new, so that there is something to lock; gives those. Sorted by the caller.
insert into households (id) select unnest($1::uuid[]) on conflict do nothing returning id;

-- name: lock_households
-- Lock them in key order: whoever opens or reopens a case of a household waits here for who does so now.
select id from households where id = any($1::uuid[]) order by id for update;

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
-- Insert what is new, update what was locked.
insert into cases
select * from jsonb_populate_recordset(null::cases, $1)
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
    moved_to = excluded.moved_to;

-- name: case_by_id
-- One case, as it is now.
select * from cases where id = $1;

-- name: list_cases
-- A page of cases by id, that is by moment of opening. A null filter lets everything through.
select * from cases
where ($1::text is null or neighbourhood = $1)
  and ($2::text is null or state = $2)
  and ($3::uuid is null or case_holder = $3)
  and ($4::uuid is null or household = $4)
  and ($5::uuid is null or id > $5)
order by id
limit $6;

-- name: waiting_for_holder
-- Open cases that this person holds or is to receive, the most urgent first; not the planned ones where nothing waits.
select * from cases
where (case_holder = $1 or receiver = $1) and state <> 'closed'
  and (state <> 'planned' or waiting <> '{}' or receiver = $1)
order by array_position(array['acute', 'urgent', 'soon', 'routine'], urgency), since, id
limit $2;

-- name: waiting_in_neighbourhood
-- Open cases of a neighbourhood, the most urgent first; not the planned ones where nothing waits.
select * from cases
where neighbourhood = $1 and state <> 'closed'
  and (state <> 'planned' or waiting <> '{}' or receiver is not null or case_holder is null)
order by array_position(array['acute', 'urgent', 'soon', 'routine'], urgency), since, id
limit $2;

-- name: count_cases
-- How many cases are in which state, on which route, and how they closed.
select state, route, outcome, count(*) as cases from cases group by state, route, outcome;
