-- name: accepted_since
-- Signals about a household, as they are now, in the order in which they were accepted.
select id, sequence, neighbourhood, household, source, partner, kind, urgency, certainty, marks, points, state,
    accepted_at, hold_until, pick_up_by, caseid, decision, null::jsonb as beside, apart, discretion, picked_up, pause, way_in
from signal where accepted_at >= $1 and household is not null order by accepted_at, id;

-- name: count_erased_since
-- How many of those accepted since then have been erased.
select count(*) from signal where accepted_at >= $1 and state = 'erased';
