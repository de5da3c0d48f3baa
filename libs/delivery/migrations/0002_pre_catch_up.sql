-- Queues that may have lost messages: what they are bound to is read again from the stream, from that moment on.
create table catch_up (
    consumer text primary key,
    since timestamptz not null
);
