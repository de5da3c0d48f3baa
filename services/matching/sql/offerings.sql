-- name: nearest_offerings
-- Who is looked at for each need on each of these rungs, the nearest first: by the first reason why not how many they are
-- and who the nearest of them are. No reason: adequate, as far as the index tells. Whom to weigh is asked for without
-- `tells`: that ends with the last who is wanted, and who has no place left is not looked at.
with recursive home as (
    -- each neighbourhood once, without reading every stall
    select min(neighbourhood) as neighbourhood from stall
    union all
    select (select min(stall.neighbourhood) from stall where stall.neighbourhood > home.neighbourhood)
    from home where home.neighbourhood is not null),
wanted as (
    select * from jsonb_to_recordset($1::jsonb) as each (need uuid, category text, neighbourhood text, rungs int[],
        caseid uuid, whose text, parts_of_day text[], at_each boolean, skills text[], training text[], languages text[],
        first_language text, inside_home boolean, at_home boolean, nearby_km float8, asks text[], genders text[],
        other_street boolean, meets text[], age int, purposes text[], acute boolean, through date, turned_down uuid[])),
near as (select * from unnest($2::text[], $3::text[], $4::float8[]) as each (origin, neighbourhood, km))
select wanted.need, step.rung, candidate.*
from wanted cross join unnest(wanted.rungs) as step (rung) cross join lateral (
    select why_not, count(*) as candidates,
        (array_agg(offering order by first desc, km, offering))[:case when why_not is null then $7::int else $8::int end] as nearest,
        (array_agg(km order by first desc, km, offering))[:case when why_not is null then $7::int else $8::int end] as kms
    from (select * from (
        select stall.offering, stall.km, wanted.acute and stall.any_hour as first,
            -- the ladder's constraints, in their order; what is null here was too long for the index: it may be adequate
            case
                when (stall.skills @> wanted.skills) is false
                    or wanted.languages <> '{}' and (stall.languages && wanted.languages) is false
                    or wanted.at_home and not stall.reaches_home
                    or stall.whose <> wanted.whose
                    then 'not_adequate'
                when wanted.age < stall.minimum_age or wanted.age > stall.maximum_age
                    or (stall.conditions <@ wanted.meets) is false
                    then 'conditions'
                when stall.person and (stall.skills @> wanted.training) is false
                    or wanted.inside_home and coalesce(stall.comes_in_until < wanted.through, true)
                    then 'screening'
                when wanted.inside_home and not stall.guided then 'guidance'
                when stall.unwilling && wanted.asks
                    or stall.person and wanted.genders <> '{}' and (stall.skills && wanted.genders) is false
                    or stall.person and wanted.other_street and stall.neighbourhood = wanted.neighbourhood
                    or (wanted.first_language = any(stall.languages)) is false
                    then 'preference'
                when (stall.serves = '{}' or wanted.neighbourhood = any(stall.serves)) is false
                    or not stall.at_distance and coalesce(stall.km > reach.km, reach.km is not null)
                    then 'too_far'
                when not stall.any_hour and wanted.parts_of_day <> '{}' and stall.parts_of_day <> '{}'
                    and not stall.parts_of_day @> wanted.parts_of_day
                    and (wanted.at_each or not stall.parts_of_day && wanted.parts_of_day)
                    then 'times'
                when stall.away_from <= wanted.through and stall.away_until >= $5 then 'away'
                when stall.full_up or stall.held_back_until >= $5 and (stall.held_back_for && wanted.purposes) is false
                    then 'no_capacity'
            end collate "C" as why_not
        from (
            -- who is there at any hour is looked at however many others are nearer
            (select stall.*, near.km
            from stall
            left join near on near.origin = wanted.neighbourhood and near.neighbourhood = stall.neighbourhood
            where wanted.acute and stall.any_hour and stall.category = wanted.category and stall.rung = step.rung
                and stall.caseid is distinct from wanted.caseid and stall.offering <> all(wanted.turned_down)
                and ($9 or not stall.full_up)
            order by stall.full_up, near.km, stall.offering limit $6)
            union all
            -- nested loops from the nearest place on: they end when enough was looked at
            select stall.*, place.km
            from (
                select home.neighbourhood, near.km, kind.full_up
                from home cross join (select false union all select true where $9) as kind (full_up)
                left join near on near.origin = wanted.neighbourhood and near.neighbourhood = home.neighbourhood
                where home.neighbourhood is not null
                order by kind.full_up, near.km, home.neighbourhood) as place
            cross join lateral (
                select * from stall
                where stall.neighbourhood = place.neighbourhood and stall.category = wanted.category
                    and stall.rung = step.rung and stall.full_up = place.full_up
                    and stall.caseid is distinct from wanted.caseid and stall.offering <> all(wanted.turned_down)
                    and not (wanted.acute and stall.any_hour)
                order by stall.offering limit $6) as stall
            limit $6) as stall
        cross join lateral (
            select least(stall.reach_km, case when not stall.visits then wanted.nearby_km end) as km) as reach) as looked_at
        where $9 or why_not is null limit case when $9 then $6 else $7::int end) as seen
    group by why_not) as candidate;

-- name: move_places
-- Take and give back places of offerings that are locked.
with changed as (
    update offering set taken = taken + moved.places
    from unnest($1::uuid[], $2::int[]) as moved (id, places)
    where offering.id = moved.id
    returning offering.id, taken >= capacity as full_up, held_back_until(terms -> 'reserved', capacity - taken) as until)
update stall set full_up = changed.full_up, held_back_until = changed.until
from changed
where stall.offering = changed.id
    and (stall.full_up <> changed.full_up or stall.held_back_until is distinct from changed.until);

-- name: lock_offerings
-- Offerings by id, locked in key order.
select id, sequence, kind, rung, categories, neighbourhood, serves, parts_of_day, skills, languages, capacity, taken,
    cost_cents_per_week, title, description, screened_until, trained, reach_km, unwilling, hours,
    organisation, latitude, longitude, minimum_age, maximum_age, terms, caseid, withdrawn
from offering where id = any($1::uuid[]) order by id for update;

-- name: save_offerings
-- Offerings as they were decided. Taken places are booked by move_places alone.
insert into offering (id, sequence, kind, rung, categories, neighbourhood, serves, parts_of_day, skills, languages,
    capacity, cost_cents_per_week, title, description, screened_until, trained, reach_km, unwilling, hours,
    organisation, latitude, longitude, minimum_age, maximum_age, terms, caseid, withdrawn)
select id, sequence, kind, rung, categories, neighbourhood, serves, parts_of_day, skills, languages,
    capacity, cost_cents_per_week, title, description, screened_until, trained, reach_km, unwilling, hours,
    organisation, latitude, longitude, minimum_age, maximum_age, terms, caseid, withdrawn
from jsonb_to_recordset($1::jsonb) as row (
    id uuid, sequence bigint, kind text, rung smallint, categories text[], neighbourhood text, serves text[],
    parts_of_day text[], skills text[], languages text[], capacity int, cost_cents_per_week int, title text,
    description text, screened_until date, trained boolean, reach_km float8, unwilling text[], hours jsonb,
    organisation uuid, latitude float8, longitude float8, minimum_age int, maximum_age int, terms jsonb, caseid uuid,
    withdrawn boolean)
on conflict (id) do update set
    sequence = excluded.sequence, kind = excluded.kind, rung = excluded.rung, categories = excluded.categories,
    neighbourhood = excluded.neighbourhood, serves = excluded.serves, parts_of_day = excluded.parts_of_day,
    skills = excluded.skills, languages = excluded.languages, capacity = excluded.capacity,
    cost_cents_per_week = excluded.cost_cents_per_week, title = excluded.title, description = excluded.description,
    screened_until = excluded.screened_until, trained = excluded.trained, reach_km = excluded.reach_km,
    unwilling = excluded.unwilling, hours = excluded.hours, organisation = excluded.organisation,
    latitude = excluded.latitude, longitude = excluded.longitude, minimum_age = excluded.minimum_age,
    maximum_age = excluded.maximum_age, terms = excluded.terms, withdrawn = excluded.withdrawn;

-- name: clear_stalls
-- Before these offerings are put up again as they are now.
delete from stall where offering = any($1::uuid[]);

-- name: set_stalls
-- Put these offerings up in the market, once per category; not those that left the catalogue.
insert into stall select * from put_up where offering = any($1::uuid[]);

-- name: save_names
-- Who these volunteers are, sealed.
insert into volunteer_name (offering, sealed) select * from unnest($1::uuid[], $2::bytea[])
on conflict (offering) do update set sealed = excluded.sealed;

-- name: forget_names
-- Volunteers who left and by whom nothing runs any more, and what is no volunteer's entry now: who it was is not kept.
delete from volunteer_name using offering
where volunteer_name.offering = offering.id and offering.id = any($1::uuid[])
    and (offering.withdrawn and offering.taken = 0 or offering.kind <> 'volunteer');

-- name: name_of
-- Who this volunteer is, sealed.
select sealed from volunteer_name where offering = $1;

-- name: contributions_of
-- What the residents of these cases give and is still in the catalogue.
select id from offering where caseid = any($1::uuid[]) and not withdrawn order by id;
