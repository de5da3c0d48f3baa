-- A group that could be made of residents with the same need, or that runs. Everything about it changes under its lock.
create table bundle (
    id uuid primary key,
    sequence bigint not null,
    state text not null,
    ground text,
    category text not null,
    skills text[] not null,
    language text,
    neighbourhood text not null,
    serves text[] not null,
    parts_of_day text[] not null,
    times_per_week int not null,
    minimum int not null,
    maximum int not null,
    helpers int not null,
    title text not null,
    policy text not null,
    proposed_at timestamptz not null,
    expires_at timestamptz not null,
    host uuid references offering,
    confirmed boolean not null,
    offering uuid references offering,
    constraint starts_with_a_place check (state <> 'started' or (confirmed and host is not null and offering is not null))
) with (fillfactor = 80);

create index bundle_state on bundle (state, neighbourhood);
-- started once
create unique index bundle_offering on bundle (offering) where offering is not null;

create table invitation (
    id uuid primary key,
    bundle uuid not null references bundle,
    role text not null,
    caseid uuid,
    need uuid references need,
    offering uuid references offering,
    parts_of_day text[] not null,
    invited_at timestamptz not null,
    state text not null,
    ground text,
    constraint for_a_need_or_by_an_offering check (
        (role = 'member' and need is not null and offering is null)
        or (role = 'helper' and offering is not null and need is null))
) with (fillfactor = 80);

create index invitation_bundle on invitation (bundle);
create index invitation_caseid on invitation (caseid) where caseid is not null;
create index invitation_need on invitation (need) where need is not null;
create index invitation_offering on invitation (offering) where offering is not null;
-- nobody is asked for two groups at a time
create unique index one_live_invitation on invitation (need) where state in ('invited', 'accepted');
create unique index one_group_to_help on invitation (offering) where state in ('invited', 'accepted', 'joined');

-- One row, locked while groups are looked for: two searches at once would ask the same people.
create table bundle_search (
    one boolean primary key default true check (one),
    searched_at timestamptz
);
insert into bundle_search default values;

-- The first search; each one sets the next.
insert into timer (aggregate, kind, occurrence, due)
values ('00000000-0000-0000-0000-000000000000', 'bundle_search', 1, now());
