-- In which order answers were given, from here on; what was answered before comes first, in the order of asking.
create sequence satisfaction_said;
alter table satisfaction add column said bigint;
