-- Residents who were granted a personal budget buy the support themselves: nobody of the catalogue stands on that rung.
alter table permitted add budget int check (budget > 0), add constraint budget_of_a_rung
    check (budget is null or rung is not null);

alter table proposal drop constraint own_rungs_have_no_supplier, add constraint who_gives_it
    check (case when rung <= 1 then offering is null when rung <= 3 then offering is not null else true end);
