-- name: lock_market
-- The nearest candidates of each rung per category and neighbourhood, and what is held, locked in key order.
with wanted as (select * from unnest($1::text[], $2::text[]) as each (category, neighbourhood)),
near as (select * from unnest($3::text[], $4::text[], $5::float8[]) as each (origin, neighbourhood, km)),
nearest as (
    select candidate.id from wanted cross join generate_series(2, 5) as step (rung) cross join lateral (
        select offering.id from offering
        left join near on near.origin = wanted.neighbourhood and near.neighbourhood = offering.neighbourhood
        where offering.rung = step.rung and offering.categories @> array[wanted.category] and not offering.withdrawn
        order by offering.serves = '{}' or wanted.neighbourhood = any(offering.serves) desc,
            offering.taken < offering.capacity desc, near.km, offering.id
        limit $6) as candidate)
select id, sequence, kind, rung, categories, neighbourhood, serves, parts_of_day, skills, languages, capacity, taken,
    cost_cents_per_week, title, description, screened_until, trained, reach_km, unwilling, caseid, withdrawn
from offering where id in (select id from nearest) or id = any($7::uuid[])
order by id for update;

-- name: move_places
-- Take and give back places of offerings that are locked.
update offering set taken = taken + moved.places
from unnest($1::uuid[], $2::int[]) as moved (id, places)
where offering.id = moved.id;

-- name: lock_offerings
-- Offerings by id, locked in key order.
select id, sequence, kind, rung, categories, neighbourhood, serves, parts_of_day, skills, languages, capacity, taken,
    cost_cents_per_week, title, description, screened_until, trained, reach_km, unwilling, caseid, withdrawn
from offering where id = any($1::uuid[]) order by id for update;

-- name: save_offerings
-- Offerings as they were decided. Taken places are booked by move_places alone.
insert into offering (id, sequence, kind, rung, categories, neighbourhood, serves, parts_of_day, skills, languages,
    capacity, cost_cents_per_week, title, description, screened_until, trained, reach_km, unwilling, caseid, withdrawn)
select id, sequence, kind, rung, categories, neighbourhood, serves, parts_of_day, skills, languages,
    capacity, cost_cents_per_week, title, description, screened_until, trained, reach_km, unwilling, caseid, withdrawn
from jsonb_to_recordset($1::jsonb) as row (
    id uuid, sequence bigint, kind text, rung smallint, categories text[], neighbourhood text, serves text[],
    parts_of_day text[], skills text[], languages text[], capacity int, cost_cents_per_week int, title text,
    description text, screened_until date, trained boolean, reach_km float8, unwilling text[], caseid uuid,
    withdrawn boolean)
on conflict (id) do update set
    sequence = excluded.sequence, kind = excluded.kind, rung = excluded.rung, categories = excluded.categories,
    neighbourhood = excluded.neighbourhood, serves = excluded.serves, parts_of_day = excluded.parts_of_day,
    skills = excluded.skills, languages = excluded.languages, capacity = excluded.capacity,
    cost_cents_per_week = excluded.cost_cents_per_week, title = excluded.title, description = excluded.description,
    screened_until = excluded.screened_until, trained = excluded.trained, reach_km = excluded.reach_km,
    unwilling = excluded.unwilling, withdrawn = excluded.withdrawn;

-- name: save_names
-- Who these volunteers are, sealed.
insert into volunteer_name (offering, sealed) select * from unnest($1::uuid[], $2::bytea[])
on conflict (offering) do update set sealed = excluded.sealed;

-- name: forget_names
-- Volunteers who left and by whom nothing runs any more: who they were is not kept.
delete from volunteer_name using offering
where volunteer_name.offering = offering.id and offering.id = any($1::uuid[])
    and offering.withdrawn and offering.taken = 0;

-- name: name_of
-- Who this volunteer is, sealed.
select sealed from volunteer_name where offering = $1;

-- name: contributions_of
-- What the residents of these cases give and is still in the catalogue.
select id from offering where caseid = any($1::uuid[]) and not withdrawn order by id;
