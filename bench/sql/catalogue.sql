-- name: set_chance
-- The same catalogue in every run.
select setseed(0.42);

-- name: fill_catalogue
-- So many offerings: volunteers who travel, provisions for a district or for all, and what needs a grant.
with draw as materialized (
    select n, random() as who, random() as topic, random() as second, random() as home, random() as reach,
        random() as serving, random() as day, random() as skill, random() as tongue, random() as room, random() as busy,
        random() as likes, random() as screen
    from generate_series(1, $3::int) as n),
cast_ as (
    select *, case when who < 0.70 then 2 when who < 0.92 then 3 when who < 0.985 then 4 else 5 end as rung,
        -- some categories and some neighbourhoods have far more than others
        ($1::text[])[1 + floor(power(topic, 1.5) * cardinality($1))] as category,
        ($1::text[])[1 + floor(second * cardinality($1))] as other,
        ($2::text[])[1 + floor(power(home, 1.3) * cardinality($2))] as neighbourhood
    from draw)
insert into offering (id, sequence, kind, rung, categories, neighbourhood, serves, parts_of_day, skills, languages,
    capacity, taken, cost_cents_per_week, title, description, screened_until, trained, reach_km, unwilling, terms)
select
    -- of the form that the service makes: those made one after the other stand together
    (lpad(to_hex(1767225600000 + n * 61), 12, '0') || '7' || substr(md5(n::text), 1, 3) || 'a'
        || substr(md5(n::text), 4, 15))::uuid,
    1,
    case rung when 2 then 'volunteer' else 'organisation' end,
    rung,
    case when second < 0.2 and other <> category then array[category, other] else array[category] end,
    neighbourhood,
    case when rung = 2 or serving < 0.5 then '{}'::text[]
        else array[neighbourhood, ($2::text[])[1 + floor(serving * cardinality($2))]] end,
    (array['{morning,afternoon}', '{afternoon}', '{morning}', '{evening,weekend}', '{evening}', '{}'])
        [1 + floor(day * 6)]::text[],
    array[category || '_' || floor(skill * 8), category || '_' || (floor(skill * 8) + 1 + floor(room * 6))::int % 8],
    (array['{nl}', '{nl}', '{nl}', '{nl}', '{nl,en}', '{nl,tr}', '{nl,ar}', '{en}'])[1 + floor(tongue * 8)]::text[],
    capacity,
    -- half of the volunteers are taken, and hardly any provision is
    case when rung = 2 then case when busy < 0.5 then capacity else 0 end else floor(capacity * busy) end,
    case when rung = 2 then 0 else 500 * floor(20 * room) end,
    (array['Samen eten', 'Klusjes in huis', 'Wandelen in de buurt', 'Boodschappen doen', 'Een luisterend oor'])
        [1 + floor(5 * likes)],
    (array['Elke week een paar uur, in overleg.', 'Ook voor wie slecht ter been is.', 'Thuis of in het buurthuis.'])
        [1 + floor(3 * likes)],
    case when rung = 2 and screen < 0.8 then date '2099-12-31' end,
    rung > 2 or screen < 0.85,
    case when rung = 2 and reach < 0.8 then 1.5 + 8 * reach end,
    case when likes < 0.1 then array['inside_home'] else '{}'::text[] end,
    case when rung = 2 then '{"guide": "0190c000-0000-7000-8000-000000000000"}' else '{}' end::jsonb
from cast_, lateral (select case when rung = 2 then 1 + floor(2 * room) else 10 + floor(50 * room) end as capacity) as it;

-- name: fill_market
-- Every offering where it stands in the market.
insert into stall select * from put_up;
