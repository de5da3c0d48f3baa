-- A plan as it was, from a moment until the next one: versions cannot overlap, since each ends where the next begins.
create table plan_version (
    plan uuid not null references plan (id),
    position bigint generated always as identity,
    sequence bigint not null,
    from_at timestamptz not null,
    document jsonb not null,
    primary key (plan, position)
);

-- For whoever reads all that happened since a day.
create index plan_version_from on plan_version using brin (from_at);

-- What there is on the day of this change is the first that is known of it.
insert into plan_version (plan, sequence, from_at, document)
select id, sequence, now(), document from plan where state <> 'awaited' order by id;
