-- name: lock_budget_years
-- Those of these that are known, locked, in the order of their ids.
select id, neighbourhood, field, year, use, sequence from budget_year where id = any($1::uuid[]) order by id for update;

-- name: save_budget_years
-- New ones, and what became of those that are locked.
insert into budget_year (id, neighbourhood, field, year, use, sequence)
select * from unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::text[], $6::bigint[])
on conflict (id) do update set use = excluded.use, sequence = excluded.sequence;
