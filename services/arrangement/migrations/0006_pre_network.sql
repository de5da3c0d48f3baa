-- The agenda of the multi-need network: one neighbourhood at one meeting, and the plans on it.
create table network_agenda (
    id uuid primary key,
    neighbourhood text not null,
    meets_on date not null,
    sequence bigint not null,
    unique (neighbourhood, meets_on)
);

-- `gone` says why a plan that was on the former agenda is on this one no more.
create table network_agenda_plan (
    agenda uuid not null references network_agenda (id),
    plan uuid not null references plan (id),
    domains text[] not null,
    since date not null,
    highest_rung smallint,
    carried_over boolean not null,
    gone text,
    discussed_on date,
    outcomes text[] not null default '{}',
    primary key (agenda, plan),
    check (gone is null or discussed_on is null),
    check ((discussed_on is null) = (outcomes = '{}'))
);
create index plan_neighbourhood on plan (neighbourhood) where state not in ('awaited', 'closed', 'reopened');

-- Neighbourhoods in which plans were drafted before there were agendas: the first of each is planned at once.
insert into timer (aggregate, kind, occurrence, due, data)
select gen_random_uuid(), 'network_begins', 1, now(), jsonb_build_object('neighbourhood', neighbourhood)
from (select distinct neighbourhood from plan where state not in ('awaited', 'closed', 'reopened')) as known;
