-- name: keep_offerings
-- New or changed in the catalogue.
insert into offerings
select * from jsonb_populate_recordset(null::offerings, $1)
on conflict (id) do update set
    rung = excluded.rung,
    categories = excluded.categories,
    serves = excluded.serves,
    capacity = excluded.capacity;

-- name: drop_offerings
-- Withdrawn from the catalogue.
delete from offerings where id = any($1::uuid[]);

-- name: offerings_of_category
-- What may be advised: freely accessible, with capacity.
select id, rung, categories, serves, capacity from offerings
where categories @> array[$1::text] and rung <= $2 and capacity > 0
order by id;
