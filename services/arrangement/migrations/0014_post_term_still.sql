-- Terms that stand still without a day on which they run on had no clock: they are looked at as soon as this ran. Not
-- while processes of before run: one of them would take that clock, find nothing to tell and leave none.
insert into timer (aggregate, kind, occurrence, due)
select id, 'decision_term', 1, now() from application
where state = 'submitted' and document -> 'term' ->> 'suspended_on' is not null
    and document -> 'term' ->> 'suspended_until' is null
on conflict do nothing;
