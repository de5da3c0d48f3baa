-- Who somebody is, sealed, under a random id. `key`: a keyed hash by which the same person of a household is found again.
-- Erased: both are gone, the id stays.
create table residents (
    id uuid primary key,
    household uuid not null references households,
    key bytea,
    sealed bytea,
    added_at timestamptz not null,
    erased_at timestamptz,
    check ((erased_at is null) = (sealed is not null)),
    check (erased_at is null or key is null)
);
create unique index residents_same on residents (household, key) where key is not null;

-- As whom they stand in a case.
create table case_residents (
    caseid uuid not null references cases,
    resident uuid not null references residents,
    role text not null,
    since timestamptz not null,
    primary key (caseid, resident)
);
create index case_residents_of on case_residents (resident);

-- Requests about somebody's own data. `sealed`: what is to be corrected, until that is decided.
create table data_requests (
    id uuid primary key,
    resident uuid not null references residents,
    entitled_to text not null,
    standings jsonb not null,
    received_at timestamptz not null,
    due date not null,
    state text not null,
    decided_by uuid,
    decided_at timestamptz,
    ground text,
    confirmations jsonb not null,
    done_at timestamptz,
    sealed bytea
);
create index data_requests_of on data_requests (resident);
create index data_requests_in on data_requests (state, id);

-- Who read whose personal data, when, and for what (NEN 7513).
create table access (
    id uuid primary key,
    at timestamptz not null,
    actor text not null,
    action text not null,
    purpose text not null,
    caseid uuid,
    resident uuid
);
create index access_of_case on access (caseid, id) where caseid is not null;
create index access_of_resident on access (resident, id) where resident is not null;

-- Destroyed when a resident asks for it; that it was written, and when, stays.
alter table notes alter column sealed drop not null;
alter table conversations alter column sealed drop not null;
alter table clarifications alter column sealed drop not null;
