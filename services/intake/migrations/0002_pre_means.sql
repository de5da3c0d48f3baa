-- How somebody tried to reach the resident, where they said so.
alter table contact_attempts add column means text;
