-- The legal clocks, triage with its reasons, and what the work lists are ordered by. All may be null: a process that
-- does not know these columns yet must still be able to open a case.
alter table cases
    add column reported_on date,
    add column personal_plan_by date,
    add column personal_plan_on date,
    add column investigation_by date,
    add column urgent_by timestamptz,
    add column suspended_on date,
    add column suspended_until date,
    add column suspended_for text,
    add column suspended_days int default 0,
    add column told text[] default '{}',
    add column reasons text[] default '{}',
    add column rule text,
    add column due timestamptz;

create index cases_without_holder on cases (neighbourhood, id) where case_holder is null and state <> 'closed';
create index cases_on_route on cases (route, neighbourhood, id) where route <> 'team' and state <> 'closed';
create index cases_at_outreach on cases (neighbourhood, id) where state = 'outreach';

-- Who is absent, and who acts for them meanwhile.
alter table case_holders
    add column absent_from date,
    add column absent_until date,
    add column stand_in uuid,
    add check ((absent_from is null) = (stand_in is null)),
    add check (absent_until >= absent_from);
create index case_holders_by_stand_in on case_holders (stand_in) where stand_in is not null;

-- Who held a case from when on; nobody from when it closed.
create table holdings (
    caseid uuid not null references cases,
    sequence bigint not null,
    at timestamptz not null,
    case_holder uuid,
    primary key (caseid, sequence)
);
insert into holdings (caseid, sequence, at, case_holder)
select id, sequence, since, case_holder from cases where state <> 'closed' and case_holder is not null;
