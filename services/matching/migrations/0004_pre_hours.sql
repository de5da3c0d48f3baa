-- When an entry is open, whose it is, where exactly, and for whom.
alter table offering
    add column hours jsonb not null default '[]',
    add column organisation uuid,
    add column latitude double precision,
    add column longitude double precision,
    add column minimum_age int,
    add column maximum_age int;

create index offering_organisation on offering (organisation) where organisation is not null;
