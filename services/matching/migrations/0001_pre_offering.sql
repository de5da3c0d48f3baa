-- The catalogue. `taken` counts the places that proposals hold: never more than there are.
create table offering (
    id uuid primary key,
    sequence bigint not null,
    kind text not null,
    rung smallint not null check (rung between 0 and 5),
    categories text[] not null,
    neighbourhood text not null,
    serves text[] not null,
    parts_of_day text[] not null,
    skills text[] not null,
    languages text[] not null,
    capacity int not null check (capacity >= 0),
    taken int not null default 0,
    cost_cents_per_week int not null,
    title text not null,
    description text not null,
    screened_until date,
    trained boolean not null,
    reach_km double precision,
    unwilling text[] not null,
    caseid uuid,
    withdrawn boolean not null default false,
    words tsvector not null generated always as (
        setweight(to_tsvector('dutch', title), 'A') || setweight(to_tsvector('dutch', description), 'B')) stored,
    constraint never_overbooked check (taken between 0 and capacity)
) with (fillfactor = 80);

create index offering_categories on offering using gin (categories) where not withdrawn;
create index offering_words on offering using gin (words) where not withdrawn;
create index offering_caseid on offering (caseid) where caseid is not null;

-- Who a volunteer is, sealed. Apart from the catalogue, which everybody may search.
create table volunteer_name (
    offering uuid primary key references offering,
    sealed bytea not null
);
