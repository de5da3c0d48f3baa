-- name: nearest_offerings
-- For each need the nearest candidates on every rung it may stand on; those that look adequate come before the others.
with recursive home as (
    -- each neighbourhood once, without reading every stall
    select min(neighbourhood) as neighbourhood from stall
    union all
    select (select min(stall.neighbourhood) from stall where stall.neighbourhood > home.neighbourhood)
    from home where home.neighbourhood is not null),
wanted as (
    select * from jsonb_to_recordset($1::jsonb) as each (category text, neighbourhood text, highest int, caseid uuid,
        parts_of_day text[], at_each boolean, skills text[], languages text[], inside_home boolean, asks text[],
        turned_down uuid[])),
near as (select * from unnest($2::text[], $3::text[], $4::float8[]) as each (origin, neighbourhood, km))
select distinct candidate.offering
from wanted cross join generate_series(2, wanted.highest) as step (rung) cross join lateral (
    select * from (
        -- nested loops from the nearest place on: they end when enough was looked at
        select stall.offering, stall.adequate, place.full_up, place.km
        from (
            select home.neighbourhood, near.km, kind.full_up
            from home cross join (values (false), (true)) as kind (full_up)
            left join near on near.origin = wanted.neighbourhood and near.neighbourhood = home.neighbourhood
            where home.neighbourhood is not null
            order by kind.full_up, near.km, home.neighbourhood) as place
        cross join lateral (
            select stall.offering,
                -- what is null here was too long for the index: it may be adequate
                (not stall.full_up
                and stall.skills @> wanted.skills
                and (wanted.languages = '{}' or stall.languages && wanted.languages)
                and (not wanted.inside_home or coalesce(stall.comes_in_until >= $5, false))
                and not stall.unwilling && wanted.asks
                and (stall.serves = '{}' or wanted.neighbourhood = any(stall.serves))
                and (stall.reach_km is null or coalesce(stall.reach_km >= place.km, false))
                and (wanted.parts_of_day = '{}' or stall.parts_of_day = '{}'
                    or stall.parts_of_day @> wanted.parts_of_day
                    or not wanted.at_each and stall.parts_of_day && wanted.parts_of_day)
                and stall.offering <> all(wanted.turned_down)) is not false as adequate
            from stall
            where stall.neighbourhood = place.neighbourhood and stall.category = wanted.category
                and stall.rung = step.rung and stall.full_up = place.full_up
                and stall.caseid is distinct from wanted.caseid
            order by stall.offering limit $6) as stall
        limit $6) as seen
    order by adequate desc, full_up, km, offering limit $7) as candidate;

-- name: move_places
-- Take and give back places of offerings that are locked.
with changed as (
    update offering set taken = taken + moved.places
    from unnest($1::uuid[], $2::int[]) as moved (id, places)
    where offering.id = moved.id
    returning offering.id, taken >= capacity as full_up)
update stall set full_up = changed.full_up
from changed where stall.offering = changed.id and stall.full_up <> changed.full_up;

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

-- name: clear_stalls
-- Before these offerings are put up again as they are now.
delete from stall where offering = any($1::uuid[]);

-- name: set_stalls
-- Put these offerings up in the market, once per category; not those that left the catalogue.
insert into stall (offering, neighbourhood, category, rung, full_up, serves, parts_of_day, skills, languages,
    comes_in_until, reach_km, unwilling, caseid)
select distinct id, neighbourhood, category, rung, taken >= capacity, if_short(serves), if_short(parts_of_day),
    if_short(skills), if_short(languages),
    case when kind = 'organisation' then date 'infinity' when trained then screened_until end,
    reach_km, if_short(unwilling), caseid
from offering cross join unnest(categories) as category where id = any($1::uuid[]) and not withdrawn;

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
