-- Times in which a need had no answer, from becoming a gap to its end.
create table gap_stay (
    id bigint primary key generated always as identity,
    need uuid not null references need,
    since timestamptz not null,
    until timestamptz
);

create unique index gap_stay_open on gap_stay (need) where until is null;
create index gap_stay_since on gap_stay (since);

insert into gap_stay (need, since) select id, opened_at from need where state = 'open' and unanswered <> '[]'::jsonb;

-- What a neighbourhood asks for and nobody answers, by category. `cases` when counted last; `told` the most cases that
-- were told since it opened, 0 while it is not told.
create table gap (
    id uuid primary key,
    sequence bigint not null default 0,
    neighbourhood text not null,
    category text not null,
    cases int not null default 0,
    told int not null default 0,
    opened_on date,
    promised_on date,
    overdue boolean not null default false,
    constraint gap_of_a_neighbourhood unique (neighbourhood, category)
);

-- What the service consultation said to a gap. `name`: of the organisation, never of a person.
create table gap_outcome (
    id uuid primary key,
    gap uuid not null references gap,
    recorded_at timestamptz not null,
    recorded_by uuid,
    result text not null,
    organisation uuid,
    name text,
    promised_on date,
    ground text,
    -- until the gap closes: of what opens later nothing was said yet
    holds boolean not null default true
);

create index gap_outcome_gap on gap_outcome (gap, id desc);
-- Bottlenecks, and volunteers whose certificate ends.
create index stall_full on stall (category, rung) where full_up;
create index offering_screened_until on offering (screened_until) where not withdrawn and screened_until is not null;

-- Which lighter offering was told for which need: at most once at a time.
create table lighter (
    need uuid not null references need,
    offering uuid not null references offering,
    state text not null check (state in ('standing', 'gone', 'over')),
    told_at timestamptz not null,
    primary key (need, offering)
);

create index lighter_standing on lighter (offering) where state = 'standing';
-- Whom a lighter offering might serve.
create index need_covered on need (neighbourhood, category, id) where state = 'covered';
