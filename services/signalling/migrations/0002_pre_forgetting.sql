-- The message of a refusal is erased after its retention period; the reason stays.
alter table refusal alter column sealed drop not null;

-- Intake refers to this household: its keys must keep leading to it.
alter table household add column known_to_intake boolean not null default false;

-- All signals of a household, since one without any is forgotten.
create index signal_household on signal (household) where household is not null;
drop index signal_active;
