-- name: needs_heavier
-- Needs that have an answer above this rung and that an offering might serve, nearest first, after one of them.
select found.id, place.rank
from unnest($1::text[]) with ordinality as place (neighbourhood, rank)
-- nested loops from the nearest place on: they end when enough was found
cross join lateral (
    select need.id from need
    where need.neighbourhood = place.neighbourhood and need.category = any($2::text[]) and need.state = 'covered'
        and need.sought is null and not coalesce((need.stated ->> 'lasting')::boolean, false)
        and (place.rank, need.id) > ($5::bigint, $6::uuid)
        and exists (
            select from proposal where proposal.need = need.id and proposal.state = 'started' and proposal.rung > $3)
        and not exists (
            select from proposal where proposal.need = need.id
                and (proposal.state in ('offered', 'accepted') or proposal.offering = $4))
        and not exists (
            select from lighter where lighter.need = need.id and lighter.offering = $4 and lighter.state <> 'gone')
    order by need.id limit $7) as found
limit $7;

-- name: sought_for
-- Offerings that came, or came free, and for which those who wait are still to be looked at, by timers of this kind.
select distinct jsonb_array_elements_text(data -> 'offerings')::uuid as offering
from timer where kind = $1 and due <= $2;

-- name: told_lighter
-- For which needs these offerings were told to be lighter, and still stand so.
select need, offering from lighter where offering = any($1::uuid[]) and state = 'standing' order by need, offering;

-- name: told_of
-- Of which offerings these needs were told, but for what is gone again.
select need, offering from lighter where need = any($1::uuid[]) and state <> 'gone' order by need, offering;

-- name: save_lighter
-- What was told, and what became of it.
insert into lighter (need, offering, state, told_at)
select need, offering, state, $4 from unnest($1::uuid[], $2::uuid[], $3::text[]) as told (need, offering, state)
on conflict (need, offering) do update set state = excluded.state, told_at = excluded.told_at;
