-- name: list_offerings
-- Entries that are new in the catalogue, with the moment.
insert into listing (offering, since) select id, $2 from unnest($1::uuid[]) as id on conflict do nothing;

-- name: supply_of
-- What reaches a neighbourhood by category, rung and whether an organisation offers it; and what of it is new.
select category, rung, kind = 'organisation' as formal, count(*) as entries,
    count(*) filter (where neighbourhood = $1) as here, sum(capacity) as places, sum(capacity - taken) as free,
    count(*) filter (where since >= $3) as lately, count(*) filter (where since >= $2 and since < $3) as before
from offering left join listing on listing.offering = offering.id
cross join lateral (select distinct unnest(categories) as category) as each
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
