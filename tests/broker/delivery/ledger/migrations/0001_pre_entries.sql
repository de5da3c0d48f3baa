create table account (id uuid primary key, sequence bigint not null);
create table entry (id text primary key, account uuid not null, sequence bigint not null, place bigint generated always as identity);
create table letter (place bigint generated always as identity primary key, body bytea not null, headers bytea not null);
