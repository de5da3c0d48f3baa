-- The clock of its promise stands still: since when and why.
alter table signal add column pause jsonb;

-- What became of a partner's messages leads from the signal, too: its erasure empties them.
create index receipt_signal on receipt (signal);
create index partner_record_signal on partner_record (signal);

-- What was accepted in a period, read by who tries a policy. Signals come in that order, so it costs nearly nothing.
create index signal_accepted on signal using brin (accepted_at);

-- That a signal was erased, by which policy, and how much of what led to somebody was destroyed with it.
-- `kept_for_intake`: intake refers to its household, whose keys stay.
create table erasure (
    signal uuid primary key,
    erased_at timestamptz not null,
    policy text not null,
    destroyed jsonb not null,
    kept_for_intake boolean not null
);

-- Who asked whether a household is known, and what was answered. `asked`: a keyed hash of whom and where.
create table known_question (
    id uuid primary key,
    asked_at timestamptz not null,
    source text not null,
    partner text not null,
    actor text not null,
    answer text not null,
    asked bytea not null
);

-- What was listed or routed before it had a term: by the reference terms, and not before the new version runs.
insert into timer (aggregate, kind, occurrence, due)
select id, 'erasure', 1, greatest(now() + interval '1 day', accepted_at + case state
    when 'gap_listed' then interval '730 days' else interval '30 days' end)
from signal where state in ('gap_listed', 'youth_routed')
on conflict do nothing;
