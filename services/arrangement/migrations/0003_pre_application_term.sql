-- Applications that came in before their legal term was kept: it counts from the day on which they came in, and what
-- waits for a decision is looked at as soon as the service runs.
update application set document = document || jsonb_build_object('term', jsonb_build_object(
    'received_on', ((document ->> 'submitted_at')::timestamptz at time zone 'Europe/Amsterdam')::date,
    'decide_by', ((document ->> 'submitted_at')::timestamptz at time zone 'Europe/Amsterdam')::date + 14))
where not document ? 'term';

insert into timer (aggregate, kind, occurrence, due)
select id, 'decision_term', 1, now() from application where state = 'submitted'
on conflict do nothing;
