-- name: plan_at
-- One as it was at that moment.
select document from plan_version where plan = $1 and from_at < $2 order by position desc limit 1;

-- name: versions
-- A page of a plan's versions with when each ended, from a cursor on.
select position, sequence, from_at, lead(from_at) over (order by position) as until_at
from plan_version where plan = $1 and position > $2 order by position limit $3;

-- name: version_steps
-- Each version since that moment with the one before it, in order for each plan: what each transaction made of it.
select step.from_at, before.document as before, step.document as after
from plan_version as step
cross join lateral (
    select document from plan_version as earlier
    where earlier.plan = step.plan and earlier.position < step.position
    order by earlier.position desc limit 1
) as before
where step.from_at >= $1
order by step.plan, step.position;
