-- Who may know who gave it: a category leaves signalling only for what was told openly.
alter table signal add column discretion text not null default 'open';

-- Somebody has tried to reach the resident, whatever happened since: a reporter who may not hear that it was closed is
-- told the last that it may hear.
alter table signal add column picked_up boolean not null default false;
update signal set picked_up = true where state = 'picked_up';
