-- Whether somebody was helped well: a question for one of the three groups, asked once at a moment.
-- `part` is the support that it is about, or the plan.
create table satisfaction (
    id uuid primary key,
    plan uuid not null references plan (id),
    caseid uuid not null,
    neighbourhood text not null,
    audience text not null,
    moment text not null,
    part uuid not null,
    asked_on date not null,
    answer_by date not null,
    sequence bigint not null,
    state text not null,
    helped_well boolean,
    mark smallint check (mark between 1 and 10),
    unique (plan, audience, moment, part, asked_on),
    check ((helped_well is not null) = (state = 'answered')),
    check (mark is null or state = 'answered')
) with (fillfactor = 80);
create index satisfaction_neighbourhood on satisfaction (neighbourhood, asked_on);
