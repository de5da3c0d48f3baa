-- name: supply_of
-- What reaches a neighbourhood, by category, by rung, and by whether an organisation offers it.
select category, rung, kind = 'organisation' as formal, count(*) as entries,
    count(*) filter (where neighbourhood = $1) as here, sum(capacity) as places, sum(capacity - taken) as free
from offering cross join lateral (select distinct unnest(categories) as category) as each
where not withdrawn and (neighbourhood = $1 or $1 = any(serves) or serves = '{}')
group by category, rung, formal;

-- name: demand_of
-- Needs of a neighbourhood by category: how they stand, and how many were opened in the two periods before now.
select category,
    count(*) filter (where state in ('open', 'proposed', 'matched')) as open,
    count(*) filter (where state = 'covered') as covered,
    count(*) filter (where state = 'open' and unanswered <> '[]'::jsonb) as unanswered,
    count(*) filter (where opened_at >= $3) as lately,
    count(*) filter (where opened_at >= $2 and opened_at < $3) as before
from need where neighbourhood = $1 group by category;
