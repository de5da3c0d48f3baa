-- name: price
-- What an entry costs in points, until the transaction ends; nothing when it is no reward.
select points from reward where offering = $1 for share;

-- name: set_price
-- From now on it costs so many points.
insert into reward (offering, points) values ($1, $2) on conflict (offering) do update set points = excluded.points;

-- name: drop_price
-- It is no reward any more.
delete from reward where offering = $1 returning points;

-- name: rewards
-- Rewards in the catalogue, from a cursor on: what reaches a neighbourhood, or all.
select reward.offering, points, title, description, neighbourhood, serves
from reward join offering on offering.id = reward.offering
where not withdrawn and ($1::text is null or serves = '{}' or $1 = any(serves)) and reward.offering > $2
order by reward.offering limit $3;

-- name: save_order
-- What was had for points.
insert into reward_order (id, offering, account, points, from_pot, ordered_at) values ($1, $2, $3, $4, $5, $6);

-- name: orders
-- What was had of a reward, from a cursor on.
select id, offering, account, points, from_pot, ordered_at from reward_order
where offering = $1 and id > $2 order by id limit $3;

-- name: forget_orders
-- Who had what for points is not kept about these accounts.
update reward_order set account = null where account = any($1::uuid[]);
