-- name: touch_permitted
-- A row per need, so that a grant and an opening that cross each other wait for one another.
insert into permitted (need) select unnest($1::uuid[]) on conflict do nothing;

-- name: lock_permitted
-- What decisions allow for these needs, locked in key order.
select need, rung from permitted where need = any($1::uuid[]) order by need for update;

-- name: permit
-- A decision allows this rung; a lower one granted later takes nothing away.
update permitted set rung = greatest(permitted.rung, allowed.rung)
from unnest($1::uuid[], $2::smallint[]) as allowed (need, rung)
where permitted.need = allowed.need;

-- name: lock_needs
-- Needs, locked in key order. Their proposals are locked with them.
select id, sequence, caseid, neighbourhood, state, stated, sought, unanswered, opened_at
from need where id = any($1::uuid[]) order by id for update;

-- name: permitted_of
-- The highest rung that a decision allows for each of these needs.
select need, rung from permitted where need = any($1::uuid[]) and rung is not null;

-- name: proposals_of
-- All that was ever proposed for these needs, oldest first.
select id, sequence, need, caseid, neighbourhood, rung, offering, state, accepted_by, ground, why, passed_over,
    policy, cost_cents_per_week, offered_at, expires_at
from proposal where need = any($1::uuid[]) order by id;

-- name: save_needs
-- Needs as they were decided.
insert into need (id, sequence, caseid, neighbourhood, category, state, urgency, stated, sought, unanswered, opened_at)
select id, sequence, caseid, neighbourhood, category, state, urgency, stated, sought, unanswered, opened_at
from jsonb_to_recordset($1::jsonb) as row (
    id uuid, sequence bigint, caseid uuid, neighbourhood text, category text, state text, urgency smallint,
    stated jsonb, sought smallint, unanswered jsonb, opened_at timestamptz)
on conflict (id) do update set
    sequence = excluded.sequence, state = excluded.state, sought = excluded.sought, unanswered = excluded.unanswered;

-- name: save_proposals
-- Proposals as they were decided. What was proposed and why never changes afterwards.
insert into proposal (id, sequence, need, caseid, neighbourhood, rung, offering, state, accepted_by, ground, why,
    passed_over, policy, cost_cents_per_week, offered_at, expires_at)
select id, sequence, need, caseid, neighbourhood, rung, offering, state, accepted_by, ground, why,
    passed_over, policy, cost_cents_per_week, offered_at, expires_at
from jsonb_to_recordset($1::jsonb) as row (
    id uuid, sequence bigint, need uuid, caseid uuid, neighbourhood text, rung smallint, offering uuid, state text,
    accepted_by text[], ground text, why jsonb, passed_over jsonb, policy text, cost_cents_per_week int,
    offered_at timestamptz, expires_at timestamptz)
on conflict (id) do update set
    sequence = excluded.sequence, state = excluded.state, accepted_by = excluded.accepted_by, ground = excluded.ground;

-- name: needs_of_cases
-- The needs of these cases that are not over.
select id, caseid from need where caseid = any($1::uuid[]) and state not in ('ended', 'withdrawn') order by id;

-- name: need_of_proposal
-- Whose proposal it is; that never changes.
select need from proposal where id = $1;

-- name: needs_waiting
-- Needs without an answer that these offerings might give, most urgent and longest waiting first, after one of them.
select id from need
where unanswered <> '[]'::jsonb and state in ('open', 'covered') and exists (
    select from offering
    where offering.id = any($1::uuid[]) and need.category = any(offering.categories)
        and not offering.withdrawn and offering.taken < offering.capacity
        and (offering.serves = '{}' or need.neighbourhood = any(offering.serves)))
    and ($2::uuid is null or (-urgency, opened_at, id) > (select -urgency, opened_at, id from need where id = $2))
order by urgency desc, opened_at, id limit $3;

-- name: needs_offered
-- Needs to which these offerings are proposed and not accepted yet.
select need from proposal where offering = any($1::uuid[]) and state = 'offered' order by need;
