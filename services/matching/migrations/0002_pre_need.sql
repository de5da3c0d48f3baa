-- What decisions on applications allow, also when they come before the need does.
create table permitted (
    need uuid primary key,
    rung smallint check (rung between 4 and 5)
);

create table need (
    id uuid primary key,
    sequence bigint not null,
    caseid uuid not null,
    neighbourhood text not null,
    category text not null,
    state text not null,
    urgency smallint not null,
    stated jsonb not null,
    sought smallint,
    unanswered jsonb not null default '[]',
    opened_at timestamptz not null
) with (fillfactor = 80);

create index need_caseid on need (caseid);
-- Gaps, and whom a new offering may help.
create index need_unanswered on need (category, neighbourhood) where unanswered <> '[]'::jsonb;

create table proposal (
    id uuid primary key,
    sequence bigint not null,
    need uuid not null references need,
    caseid uuid not null,
    neighbourhood text not null,
    rung smallint not null check (rung between 0 and 5),
    offering uuid references offering,
    state text not null,
    accepted_by text[] not null,
    ground text,
    why jsonb not null,
    passed_over jsonb not null,
    policy text not null,
    cost_cents_per_week int not null,
    offered_at timestamptz not null,
    expires_at timestamptz not null,
    constraint own_rungs_have_no_supplier check ((rung <= 1) = (offering is null)),
    -- no rung without a record why not each lower one
    constraint why_not_lower check (
        (rung < 1 or passed_over @> '[{"rung": 0}]') and (rung < 2 or passed_over @> '[{"rung": 1}]')
        and (rung < 3 or passed_over @> '[{"rung": 2}]') and (rung < 4 or passed_over @> '[{"rung": 3}]')
        and (rung < 5 or passed_over @> '[{"rung": 4}]'))
) with (fillfactor = 80);

create index proposal_need on proposal (need);
create index proposal_caseid on proposal (caseid);
create index proposal_offering on proposal (offering) where state in ('offered', 'accepted', 'started');
-- one that waits for people at a time; a second may run beside it
create unique index one_pending_proposal on proposal (need) where state in ('offered', 'accepted');
