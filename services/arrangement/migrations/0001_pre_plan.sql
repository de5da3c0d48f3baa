-- One plan per case. The document holds its parts; the columns beside it are what is searched.
create table plan (
    id uuid primary key,
    caseid uuid not null unique,
    sequence bigint not null,
    neighbourhood text not null,
    state text not null,
    case_holder uuid,
    highest_rung smallint,
    document jsonb not null
) with (fillfactor = 80);
create index plan_case_holder on plan (case_holder) where state not in ('awaited', 'closed');

-- Applications for rungs 4 and 5: one at a time for a need and a rung.
create table application (
    id uuid primary key,
    plan uuid not null references plan (id),
    need uuid not null,
    rung smallint not null,
    sequence bigint not null,
    state text not null,
    document jsonb not null
) with (fillfactor = 80);
create unique index application_submitted on application (need, rung) where state = 'submitted';
create index application_plan on application (plan);

-- Who may decide on rungs 4 and 5.
create table mandate (
    person uuid primary key,
    given_at timestamptz not null
);
