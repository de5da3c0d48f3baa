-- name: begin_round
-- A round in an area where none is running; no row when there is one.
insert into assignment_round (id, area, by_rhythm, state, asked_at) values ($1, $2, $3, 'asked', $4)
on conflict (area) where state <> 'done' do nothing returning id;

-- name: round_running
-- The round that an area is in.
select id from assignment_round where area = $1 and state <> 'done';

-- name: lock_round
-- One round, locked.
select id, area, by_rhythm, state, asked_at, done_at, failed, figures from assignment_round where id = $1 for update;

-- name: rounds
-- Rounds in the order in which they were asked for, from a cursor on.
select id, area, by_rhythm, state, asked_at, done_at, failed, figures from assignment_round
where id > $1 order by id limit $2;

-- name: rounds_of
-- One round, as a list of at most one.
select id, area, by_rhythm, state, asked_at, done_at, failed, figures from assignment_round where id = $1;

-- name: save_round
-- How far a round is.
update assignment_round set state = $2, done_at = $3, failed = $4, figures = $5 where id = $1;

-- name: outcomes_of
-- How many lines of these rounds came to what; null while they are not applied.
select round, outcome, count(*) as number, count(*) filter (where moves and outcome = 'given') as moved
from assignment_line where round = any($1::uuid[]) group by round, outcome;

-- name: add_lines
-- What a round means for its needs, in the order in which it is applied.
insert into assignment_line (round, position, need, offering, moves)
select $1, position, need, offering, moves
from unnest($2::uuid[], $3::uuid[], $4::bool[]) with ordinality as line (need, offering, moves, position);

-- name: next_lines
-- The lines that are to be applied next.
select need, offering, moves from assignment_line where round = $1 and outcome is null order by position limit $2;

-- name: close_lines
-- What became of these lines.
update assignment_line set outcome = closed.outcome
from unnest($2::uuid[], $3::text[]) as closed (need, outcome)
where assignment_line.round = $1 and assignment_line.need = closed.need;

-- name: put_lines_last
-- The places of these are gone: they are looked for as ever, after the others had what was chosen for them.
update assignment_line set offering = null, position = position + 1000000
where round = $1 and need = any($2::uuid[]);

-- name: needs_to_assign
-- Needs in these neighbourhoods that a round may decide on, the most urgent and longest waiting first.
select id, sequence, caseid, neighbourhood, state, stated, sought, unanswered, opened_at from need
where neighbourhood = any($1::text[]) and sought is null and state in ('open', 'proposed')
order by urgency desc, opened_at, id limit $2;

-- name: ids_to_assign
-- The same ones that are open, by id only.
select id from need
where neighbourhood = any($1::text[]) and sought is null and state = 'open'
order by urgency desc, opened_at, id limit $2;

-- name: supply_to_assign
-- What may answer needs of these categories in these neighbourhoods and has a place, or is among those held; near first.
-- Not what stands nowhere in the market: a reward is had for points, and answers no need.
select id, sequence, kind, rung, categories, neighbourhood, serves, parts_of_day, skills, languages, capacity, taken,
    cost_cents_per_week, title, description, screened_until, trained, reach_km, unwilling, hours,
    organisation, latitude, longitude, minimum_age, maximum_age, terms, caseid, withdrawn
from offering
where exists (select from stall where stall.offering = offering.id) and categories && $1::text[] and (taken < capacity or id = any($3::uuid[]))
    and (serves = '{}' or serves && $2::text[])
order by neighbourhood = any($2::text[]) desc, id limit $4;

-- name: still_here
-- Said while a round is worked out elsewhere: the server ends a transaction in which nothing is said.
select true;
