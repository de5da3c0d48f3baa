-- Services and organizations of HSDS as they were given: nothing that somebody told is lost. A service is the entry of
-- the catalogue with the same id. Null: it is being put in, and its row is there to be locked.
create table hsds_document (
    kind text not null check (kind in ('service', 'organization')),
    id uuid not null,
    document jsonb,
    primary key (kind, id)
);
