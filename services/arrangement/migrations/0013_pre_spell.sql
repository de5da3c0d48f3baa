-- What ran, by spells: days, both included, in one neighbourhood at one amount a week. Kept with every plan that is
-- saved, in the place of `support`, of which each row was one item at its latest neighbourhood and amount: a move took
-- what was spent before along with it. None goes beyond the day through which it was granted.
create table spell (
    item uuid not null,
    plan uuid not null references plan (id),
    need uuid not null,
    neighbourhood text not null,
    category text not null,
    rung smallint not null,
    cost_cents_per_week bigint not null,
    first_day date not null,
    last_day date check (last_day >= first_day),
    began_on date not null,
    over_on date,
    ended text,
    primary key (item, first_day)
) with (fillfactor = 80);
create index spell_days on spell (neighbourhood, first_day, last_day) where cost_cents_per_week > 0;
create index spell_need on spell (need);

-- Where households lived before is in the versions of their plans.
create view stays_by_version as
select plan, jsonb_agg(jsonb_build_object('neighbourhood', before,
    'through', (from_at at time zone 'Europe/Amsterdam')::date - 1) order by position) as stays
from (
    select plan, position, from_at, document ->> 'neighbourhood' as neighbourhood,
        lag(document ->> 'neighbourhood') over (partition by plan order by position) as before
    from plan_version
) as known
where before <> neighbourhood
group by plan;

update plan set document = document || jsonb_build_object('stays', moved.stays)
from stays_by_version as moved
where moved.plan = plan.id;

-- By the documents of plans; until the last process of before has stopped, which does not write to `spell`.
create view spell_by_document as
select item.id as item, plan.id as plan, item.need, lived.neighbourhood, words ->> 'category' as category, item.rung,
    cost.cents_per_week as cost_cents_per_week, greatest(began_on, lived.since, cost.since) as first_day,
    least(last_day, lived.through, cost.through) as last_day, began_on,
    case when item.ended is not null then last_day end as over_on, item.ended
from plan
cross join lateral (
    select (item ->> 'id')::uuid as id, (item ->> 'need')::uuid as need, (item ->> 'rung')::smallint as rung,
        (item ->> 'cost_cents_per_week')::bigint as cents_per_week, item ->> 'ended' as ended,
        coalesce(item -> 'rates', '[]') as rates,
        ((item ->> 'started_at')::timestamptz at time zone 'Europe/Amsterdam')::date as began_on,
        least((item ->> 'until')::date, ((item ->> 'ended_at')::timestamptz at time zone 'Europe/Amsterdam')::date)
            as last_day
    from jsonb_array_elements(document -> 'items') as item
    where item ->> 'started_at' is not null
) as item
join lateral jsonb_array_elements(document -> 'needs') as stated (words) on (words ->> 'id')::uuid = item.need
cross join lateral (
    select neighbourhood, through, lag(through) over (order by through, place) + 1 as since
    from (
        select stay ->> 'neighbourhood' as neighbourhood, (stay ->> 'through')::date as through, place
        from jsonb_array_elements(coalesce(document -> 'stays', '[]')) with ordinality as listed (stay, place)
        union all select plan.neighbourhood, null, null
    ) as stay
) as lived
cross join lateral (
    select cents_per_week, through, lag(through) over (order by through) + 1 as since
    from (
        select (rate ->> 'cents_per_week')::bigint as cents_per_week, (rate ->> 'through')::date as through
        from jsonb_array_elements(item.rates) as rate
        union all select item.cents_per_week, null
    ) as rate
) as cost
where least(last_day, lived.through, cost.through) is null
    or greatest(began_on, lived.since, cost.since) <= least(last_day, lived.through, cost.through);

insert into spell select * from spell_by_document;
