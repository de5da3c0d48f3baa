-- Keyed hashes of how a person may be written otherwise, by which a signal is found again: of a name as it sounds with
-- a birth date, of a name with a street, and so on. Each stands among the keys of households too, to be locked there.
create table trace (
    key bytea not null,
    signal uuid not null,
    primary key (key, signal)
);
create index trace_signal on trace (signal);

-- To forget a household is to forget its keys.
create index household_key_of on household_key (household) where household is not null;

-- With which signals of its household it was put together, and which fields of the two agreed.
alter table signal add column beside jsonb;

-- A person has parted it from the others.
alter table signal add column apart boolean not null default false;
