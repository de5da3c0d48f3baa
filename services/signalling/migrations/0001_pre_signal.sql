-- The people at one address, under a random reference. Who and where is not here.
create table household (
    id uuid primary key,
    neighbourhood text not null,
    addressed boolean not null,
    open_case uuid,
    made_at timestamptz not null default now()
) with (fillfactor = 80);
create index household_open_case on household (open_case) where open_case is not null;

-- Keyed hashes by which a household is found again: of an address, a citizen number, a name with birth date.
-- The row is made before the household is chosen, so that there is something to lock.
create table household_key (
    key bytea primary key,
    household uuid
) with (fillfactor = 80);

-- `sealed` is the submission itself: who, where, what was seen. It is gone when the signal is erased.
create table signal (
    id uuid primary key,
    sequence bigint not null,
    neighbourhood text not null,
    household uuid,
    source text not null,
    partner text not null,
    kind text not null,
    urgency text not null,
    certainty text not null,
    marks text[] not null,
    points int not null,
    state text not null,
    accepted_at timestamptz not null,
    hold_until timestamptz,
    pick_up_by timestamptz,
    caseid uuid,
    decision jsonb,
    sealed bytea
) with (fillfactor = 80);
create index signal_active on signal (household) where state in ('held', 'raised', 'picked_up');
create index signal_case on signal (caseid) where caseid is not null;
create index signal_work_list on signal
    (neighbourhood, (state <> 'held'), (coalesce(hold_until, pick_up_by, 'infinity')), id);

-- What a partner sent under which id, and the signal that it made or amended. Kept as long as the tombstone.
create table receipt (
    source text not null,
    event_id text not null,
    content bytea not null,
    signal uuid not null,
    amends boolean not null default false,
    deliveries int not null default 1,
    received_at timestamptz not null,
    primary key (source, event_id)
) with (fillfactor = 90);

-- A partner's own number for a worry (a keyed hash of it), and the signal that stands for it now.
create table partner_record (
    source text not null,
    reference bytea not null,
    signal uuid not null,
    primary key (source, reference)
);

-- What was refused, kept aside with the sealed message. The same message again is the same refusal.
-- Its one event is the first and last of its subject.
create table refusal (
    id uuid primary key,
    fingerprint bytea not null unique,
    source text,
    event_id text,
    reasons text[] not null,
    detail text not null,
    sealed bytea not null,
    refused_at timestamptz not null
);
create index refusal_of on refusal (source, event_id);
