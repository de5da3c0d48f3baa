-- What processes of before saved while newer ones ran beside them; then nobody reads `support` any more.
insert into spell select * from spell_by_document
on conflict (item, first_day) do update set
    last_day = excluded.last_day, over_on = excluded.over_on, ended = excluded.ended;

drop view spell_by_document;
drop table support;
