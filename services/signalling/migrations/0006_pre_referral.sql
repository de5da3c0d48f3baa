-- By which way a resident whom a partner refers comes in; null for a worry.
alter table signal add column way_in text;
