-- What ran from when until when at which cost: kept with every plan that is saved, for whoever counts it.
-- Days are those of Amsterdam, both included; no last day while it runs.
create table support (
    item uuid primary key,
    plan uuid not null references plan (id),
    need uuid not null,
    neighbourhood text not null,
    category text not null,
    rung smallint not null,
    cost_cents_per_week bigint not null,
    first_day date not null,
    last_day date,
    ended text
) with (fillfactor = 80);
create index support_days on support (neighbourhood, first_day, last_day) where cost_cents_per_week > 0;
create index support_need on support (need);

insert into support (item, plan, need, neighbourhood, category, rung, cost_cents_per_week, first_day, last_day, ended)
select (item ->> 'id')::uuid, plan.id, (item ->> 'need')::uuid, plan.neighbourhood,
    (select need ->> 'category' from jsonb_array_elements(document -> 'needs') as need
     where need ->> 'id' = item ->> 'need' limit 1),
    (item ->> 'rung')::smallint, (item ->> 'cost_cents_per_week')::bigint,
    ((item ->> 'started_at')::timestamptz at time zone 'Europe/Amsterdam')::date,
    ((item ->> 'ended_at')::timestamptz at time zone 'Europe/Amsterdam')::date, item ->> 'ended'
from plan, jsonb_array_elements(document -> 'items') as item
where item ->> 'started_at' is not null;
