-- name: costs
-- What support cost from one day through another, in whole cents: by neighbourhood, category and rung. Per spell it is
-- what it came to through the last day less what it had come to before the first, so that weeks add up to a year.
select neighbourhood, category, rung, count(distinct item) as items, sum(cents)::bigint as cents
from (
    select item, neighbourhood, category, rung,
        cost_cents_per_week * (least(coalesce(last_day, $2), $2) - first_day + 1) / 7
        - cost_cents_per_week * greatest($1 - first_day, 0) / 7 as cents
    from spell
    where cost_cents_per_week > 0 and first_day <= $2 and (last_day is null or last_day >= $1)
        and ($3::text is null or neighbourhood = $3)
) as item
group by 1, 2, 3 order by 1, 2, 3;

-- name: costs_of_plans
-- The same by plan, a page of them from a cursor on.
select plan, count(distinct item) as items, sum(cents)::bigint as cents
from (
    select plan, item,
        cost_cents_per_week * (least(coalesce(last_day, $2), $2) - first_day + 1) / 7
        - cost_cents_per_week * greatest($1 - first_day, 0) / 7 as cents
    from spell
    where cost_cents_per_week > 0 and first_day <= $2 and (last_day is null or last_day >= $1)
        and ($3::text is null or neighbourhood = $3) and plan > $4
) as item
group by plan order by plan limit $5;

-- name: outcomes
-- As above by neighbourhood and category, apart what had a result by the second day: its goal was met, or something
-- lighter took its place, which ran on when this ended.
select neighbourhood, category, result, sum(cents)::bigint as cents
from (
    select neighbourhood, category,
        over_on is not null and over_on <= $2 and (ended = 'goal_met' or ended = 'replaced' and exists (
            select from spell as lighter where lighter.need = spell.need and lighter.rung < spell.rung
                and lighter.began_on >= spell.began_on
                and (lighter.last_day is null or lighter.last_day > spell.over_on))) as result,
        cost_cents_per_week * (least(coalesce(last_day, $2), $2) - first_day + 1) / 7
        - cost_cents_per_week * greatest($1 - first_day, 0) / 7 as cents
    from spell
    where cost_cents_per_week > 0 and first_day <= $2 and (last_day is null or last_day >= $1)
        and ($3::text is null or neighbourhood = $3)
) as item
group by 1, 2, 3 order by 1, 2, 3;

-- name: old_costs
-- What runs under the old law costs in the same days: through its last day, or the day on which it was ended or taken
-- over by a plan. Where that day was not kept it is not counted.
select neighbourhood, category, count(*) as items, sum(cents)::bigint as cents
from (
    select neighbourhood, category, per_week * (least(last_day, $2) - greatest(first_day, $1) + 1) / 7 as cents
    from (
        select neighbourhood, document -> 'terms' ->> 'category' as category,
            (document -> 'terms' ->> 'cost_cents_per_week')::bigint as per_week,
            coalesce((document -> 'terms' ->> 'begins')::date, $1) as first_day,
            least(until, (document ->> 'over_on')::date) as last_day
        from indication
        where until >= $1 and ($3::text is null or neighbourhood = $3)
            and (state not in ('converted', 'ended') or document ->> 'over_on' is not null)
    ) as ran
    where first_day <= $2 and last_day >= $1
) as item
group by 1, 2 order by 1, 2;
