-- Ids of events seen. Partitioned by range of the UUIDv7 id, that is by day: old days are dropped, not deleted.
create table inbox (
    consumer text not null,
    source text not null,
    id uuid not null,
    primary key (consumer, source, id)
) partition by range (id);
create table inbox_default partition of inbox default;

-- How far each consumer has come with each subject.
create table position (
    consumer text not null,
    source text not null,
    subject text not null,
    sequence bigint not null,
    primary key (consumer, source, subject)
) with (fillfactor = 80);

-- Events that came before their turn.
create table parked (
    consumer text not null,
    source text not null,
    subject text not null,
    sequence bigint not null,
    body bytea not null,
    parked_at timestamptz not null default now(),
    primary key (consumer, source, subject, sequence)
);

-- Final wire bytes that the relay sends and deletes.
create table outbox (
    position bigint generated always as identity primary key,
    id uuid not null,
    exchange text not null,
    routing_key text not null,
    content_type text not null,
    body bytea not null,
    headers bytea,
    posted_at timestamptz not null default now()
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

create table timer (
    aggregate uuid not null,
    kind text not null,
    occurrence int not null,
    due timestamptz not null,
    data jsonb not null default '{}',
    not_before timestamptz, -- set after a failure
    primary key (aggregate, kind, occurrence)
);
create index timer_due on timer (due);

-- What could not be handled, sealed, with the reason.
create table dead_letter (
    id uuid primary key,
    queue text not null,
    reason text not null,
    detail text not null,
    message_id text,
    content_type text,
    headers bytea not null,
    body bytea not null,
    arrived_at timestamptz not null,
    replayed_at timestamptz
);
create index dead_letter_waiting on dead_letter (id) where replayed_at is null;

-- Answers to HTTP commands that carried an Idempotency-Key.
create table answer (
    key text primary key,
    request bytea not null,
    status int,
    etag text,
    body bytea,
    answered_at timestamptz not null default now()
);
