-- Where each offering stands in the market: a row per category, with what a need may ask of it. The nearest adequate
-- ones are so found in the index alone, however many there are. `comes_in_until`: null for who may not enter homes.
create table stall (
    offering uuid not null,
    neighbourhood text not null,
    category text not null,
    rung smallint not null,
    full_up boolean not null,
    serves text[],
    parts_of_day text[],
    skills text[],
    languages text[],
    comes_in_until date,
    reach_km double precision,
    unwilling text[],
    caseid uuid
);

-- An entry of the index must fit into a third of a page. Null: too long to stand in it.
create function if_short(words text[]) returns text[] language sql immutable
as $$ select case when pg_column_size(words) <= 400 then words end $$;

insert into stall
select distinct id, neighbourhood, category, rung, taken >= capacity, if_short(serves), if_short(parts_of_day),
    if_short(skills), if_short(languages),
    case when kind = 'organisation' then date 'infinity' when trained then screened_until end,
    reach_km, if_short(unwilling), caseid
from offering cross join unnest(categories) as category where not withdrawn;

create unique index stall_nearest on stall (neighbourhood, category, rung, full_up, offering)
    include (serves, parts_of_day, skills, languages, comes_in_until, reach_km, unwilling, caseid);
create index stall_offering on stall (offering);
alter table stall add foreign key (offering) references offering;
