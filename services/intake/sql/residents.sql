-- name: add_resident
-- Somebody new in a household.
insert into residents (id, household, key, sealed, added_at) values ($1, $2, $3, $4, $5);

-- name: same_resident
-- Who of this household has this key, locked.
select id, household, sealed, added_at, erased_at from residents where household = $1 and key = $2 for update;

-- name: lock_resident
-- One, locked.
select id, household, sealed, added_at, erased_at from residents where id = $1 for update;

-- name: resident
-- One, to look at.
select id, household, sealed, added_at, erased_at from residents where id = $1;

-- name: save_resident
-- What became known, was corrected or erased. What was there before is gone.
update residents set key = $2, sealed = $3, erased_at = $4 where id = $1;

-- name: stand
-- As whom somebody stands in a case; said again, the last word holds.
insert into case_residents (caseid, resident, role, since) values ($1, $2, $3, $4)
on conflict (caseid, resident) do update set role = excluded.role;

-- name: standings_of
-- In which cases somebody stands, and as whom.
select caseid, role from case_residents where resident = $1 order by caseid;

-- name: sharing_residents
-- The other residents of these cases who are not erased, and wait for something else than to be.
select distinct resident from case_residents join residents on residents.id = case_residents.resident
where caseid = any($1::uuid[]) and resident <> $2 and role = 'resident' and erased_at is null
    and (
        select bool_and(entitled_to = 'erase') from data_requests
        where data_requests.resident = residents.id and state = 'made'
    ) is not true
order by resident;

-- name: residents_of_case
-- Who is in a case, in order of coming.
select resident, role, since, erased_at is not null as erased
from case_residents join residents on residents.id = case_residents.resident
where caseid = $1 order by since, resident;
