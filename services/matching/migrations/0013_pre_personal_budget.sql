-- What was decided for each rung, and when: in kind, or with a personal budget, in cents a week.
alter table permitted add decisions jsonb not null default '[]';

-- Residents with a personal budget buy the support themselves: nobody of the catalogue stands on that rung.
alter table proposal drop constraint own_rungs_have_no_supplier, add constraint who_gives_it
    check (case when rung <= 1 then offering is null when rung <= 3 then offering is not null else true end);
