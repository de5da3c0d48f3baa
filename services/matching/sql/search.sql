-- name: plan_as_asked
-- In this transaction statements are planned by what is asked: most criteria are left open, and one that is given leads.
select set_config('plan_cache_mode', 'force_custom_plan', true), set_config('enable_seqscan', 'on', true);

-- name: search_offerings
-- A page of the catalogue, the nearest neighbourhoods first, in each by how well the words fit and how near it is.
with recursive home as (
    -- each neighbourhood once, without reading every entry
    select min(neighbourhood) as neighbourhood from offering where not withdrawn
    union all
    select (select min(offering.neighbourhood) from offering
        where not withdrawn and offering.neighbourhood > home.neighbourhood)
    from home where home.neighbourhood is not null),
steps as (
    select coalesce(told.step, 1000000) as step, told.away, array_agg(home.neighbourhood) as neighbourhoods
    from home left join unnest($1::text[], $2::int[], $3::int[]) as told (neighbourhood, step, away)
        using (neighbourhood)
    where home.neighbourhood is not null group by 1, 2 order by 1),
page as (
    -- nested loops from the nearest on: they end when the page is full
    select found.* from steps cross join lateral (
        select id, steps.step, place.metres, hours.opening, fit.unlike
        from offering
        cross join lateral (select coalesce(
            -- a private person is no nearer than their neighbourhood: a few searches would tell where they live
            case when kind in ('organisation', 'service_team') then metres_between(latitude, longitude, $4, $5) end,
            steps.away, 2000000000) as metres) as place
        cross join lateral (select case when $12::int4multirange is null then null when week = '{}' then 'by_agreement'
            when week && $12 then 'open' else 'closed' end as opening) as hours
        cross join lateral (select case when $6::text is null then 0 else -(1000000 * ts_rank(words,
            websearch_to_tsquery('dutch', $6) || websearch_to_tsquery('english', $6)))::int end as unlike) as fit
        where not withdrawn and neighbourhood = any(steps.neighbourhoods)
            and ($6 is null or words @@ (websearch_to_tsquery('dutch', $6) || websearch_to_tsquery('english', $6)))
            and ($7::text is null or categories @> array[$7])
            and ($8::smallint is null or rung = $8)
            and ($9::text[] is null or neighbourhood = any($9) or serves && $9 or serves = '{}')
            and ($10::bool or kind <> 'contribution')
            and ($11::int is null or place.metres <= $11)
            and ($12 is null or opening = any($13::text[]))
            and ($14::int is null or coalesce(minimum_age, 0) <= $14 and coalesce(maximum_age, 1000) >= $14)
            and ($15::text is null or languages @> array[$15])
            and (not $16::bool or taken < capacity)
            and steps.step >= $17::int and (steps.step, unlike, place.metres, id) > ($17, $18::int, $19::int, $20::uuid)
        order by unlike, place.metres, id limit $21) as found
    limit $21)
select id, sequence, kind, rung, categories, neighbourhood, serves, parts_of_day, skills, languages, capacity, taken,
    cost_cents_per_week, title, description, screened_until, trained, reach_km, unwilling, hours,
    organisation, latitude, longitude, minimum_age, maximum_age, terms, caseid, withdrawn,
    page.step, page.unlike, page.metres, page.opening
from page join offering using (id)
order by page.step, page.unlike, page.metres, id;
