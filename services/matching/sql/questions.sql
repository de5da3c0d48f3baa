-- name: offerings
-- Entries of the catalogue, also those that left it.
select id, sequence, kind, rung, categories, neighbourhood, serves, parts_of_day, skills, languages, capacity, taken,
    cost_cents_per_week, title, description, screened_until, trained, reach_km, unwilling, hours,
    organisation, latitude, longitude, minimum_age, maximum_age, terms, caseid, withdrawn
from offering where id = any($1::uuid[]);

-- name: needs
-- Needs in order of opening, from a cursor on; without their proposals.
select id, sequence, caseid, neighbourhood, state, stated, sought, unanswered, opened_at from need
where ($1::uuid is null or caseid = $1) and ($2::text is null or state = $2) and id > $3
order by id limit $4;

-- name: need
-- One need, as a list of at most one.
select id, sequence, caseid, neighbourhood, state, stated, sought, unanswered, opened_at from need where id = $1;

-- name: proposals
-- Proposals in order of offering, from a cursor on.
select id, sequence, need, caseid, neighbourhood, rung, offering, state, accepted_by, ground, why, passed_over,
    policy, cost_cents_per_week, offered_at, expires_at, equals, ring
from proposal
where ($1::uuid is null or caseid = $1) and ($2::text is null or state = $2) and id > $3
order by id limit $4;

-- name: proposal
-- One proposal.
select id, sequence, need, caseid, neighbourhood, rung, offering, state, accepted_by, ground, why, passed_over,
    policy, cost_cents_per_week, offered_at, expires_at, equals, ring
from proposal where id = $1;

-- name: needs_by_state
-- How many needs are in each state.
select state, count(*) as number from need group by state;

-- name: needs_by_rung
-- How many needs stand on each rung: on the one that runs, else on the one that is proposed.
select rung, count(*) as number from (
    select distinct on (need) need, rung from proposal where state in ('started', 'accepted', 'offered')
    order by need, state = 'started' desc, rung) as standing
group by rung;

-- name: proposals_by_state
-- How many proposals are in each state.
select state, count(*) as number from proposal group by state;

-- name: needs_in_a_gap
-- How many open needs nobody answers.
select count(*) from need where state = 'open' and unanswered <> '[]'::jsonb;

-- name: held_about_cases
-- How many rows belong to each of these cases.
select caseid, count(*) as items from (
    select caseid from need where caseid = any($1::uuid[])
    union all
    select caseid from proposal where caseid = any($1::uuid[])
    union all
    select caseid from offering where caseid = any($1::uuid[])
    union all
    select caseid from invitation where caseid = any($1::uuid[])
    union all
    select owner::uuid from account where kind = 'resident' and owner = any($1::uuid[]::text[])) as held
group by caseid;
