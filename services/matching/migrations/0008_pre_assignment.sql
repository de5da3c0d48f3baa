-- Rounds in which an area was assigned at once, and what each of them means for every need that it took along.
create table assignment_round (
    id uuid primary key,
    area text not null,
    by_rhythm boolean not null,
    state text not null check (state in ('asked', 'applying', 'done')),
    asked_at timestamptz not null,
    done_at timestamptz,
    failed text,
    figures jsonb not null default '{}'
);

-- one at a time in an area: two would plan the same places
create unique index assignment_round_running on assignment_round (area) where state <> 'done';

-- `outcome` is null until it is applied. `offering` is null for who is looked for as ever.
create table assignment_line (
    round uuid not null references assignment_round,
    position int not null,
    need uuid not null references need,
    offering uuid,
    moves boolean not null,
    outcome text check (outcome in ('given', 'other', 'nothing', 'changed')),
    primary key (round, need)
);

create index assignment_line_open on assignment_line (round, position) where outcome is null;
create index need_assignable on need (neighbourhood) where sought is null and state in ('open', 'proposed');
