-- name: touch_hsds
-- Rows to lock, also for documents that do not exist yet.
insert into hsds_document (kind, id) select $1, id from unnest($2::uuid[]) as id on conflict do nothing;

-- name: lock_hsds
-- Documents of a kind by id, locked in key order.
select id, document from hsds_document where kind = $1 and id = any($2::uuid[]) order by id for update;

-- name: save_hsds
-- Documents of a kind as they are now. The caller has locked the rows.
update hsds_document set document = each.document
from jsonb_to_recordset($2::jsonb) as each (id uuid, document jsonb)
where hsds_document.kind = $1 and hsds_document.id = each.id;

-- name: untouch_hsds
-- Rows of a kind that were there to be locked only.
delete from hsds_document where kind = $1 and id = any($2::uuid[]) and document is null;

-- name: hsds_services
-- Entries that may be told as services, in order of id, each with what it came as; $3: also those that left.
select offering.id, sequence, offering.kind, rung, categories, neighbourhood, serves, parts_of_day, skills, languages,
    capacity, taken, cost_cents_per_week, title, description, screened_until, trained, reach_km, unwilling, hours,
    organisation, latitude, longitude, minimum_age, maximum_age, terms, caseid, withdrawn, document
from offering left join hsds_document on hsds_document.kind = 'service' and hsds_document.id = offering.id
where offering.kind in ('organisation', 'service_team') and offering.id > $1
    and ($3 or not withdrawn)
order by offering.id limit $2;

-- name: hsds_service
-- One such entry, with what it came as; $2: also when it left.
select offering.id, sequence, offering.kind, rung, categories, neighbourhood, serves, parts_of_day, skills, languages,
    capacity, taken, cost_cents_per_week, title, description, screened_until, trained, reach_km, unwilling, hours,
    organisation, latitude, longitude, minimum_age, maximum_age, terms, caseid, withdrawn, document
from offering left join hsds_document on hsds_document.kind = 'service' and hsds_document.id = offering.id
where offering.kind in ('organisation', 'service_team') and offering.id = $1
    and ($2 or not withdrawn);

-- name: hsds_organizations
-- Organizations in order of id.
select document from hsds_document
where kind = 'organization' and document is not null and id > $1 order by id limit $2;
