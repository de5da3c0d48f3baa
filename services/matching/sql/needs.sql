-- name: lock_permitted
-- What decisions allow for these needs, locked in key order; a row for each need, so that a grant and an opening that
-- cross each other wait for one another.
insert into permitted (need) select unnest($1::uuid[])
on conflict (need) do update set need = excluded.need
returning need, rung, decisions;

-- name: permit
-- Decisions allow these rungs. `rung` is the highest of them.
update permitted set rung = allowed.rung, decisions = allowed.decisions
from jsonb_to_recordset($1::jsonb) as allowed (need uuid, rung smallint, decisions jsonb)
where permitted.need = allowed.need;

-- name: lock_needs
-- These needs and all others of their cases, locked in key order; their proposals are locked with them.
select id, sequence, caseid, neighbourhood, state, stated, sought, unanswered, opened_at
from need
where caseid = any(array(select caseid from need where id = any($1::uuid[])))
order by id for update;

-- name: proposals_of
-- What decisions allow for each of these needs, and all that was ever proposed for it, oldest first.
select asked.need, permitted.rung as allowed, permitted.decisions,
    id, sequence, caseid, neighbourhood, proposal.rung, offering, state, accepted_by, ground, why, passed_over,
    policy, cost_cents_per_week, offered_at, expires_at, equals, ring
from unnest($1::uuid[]) as asked (need)
left join permitted on permitted.need = asked.need
left join proposal on proposal.need = asked.need
order by id;

-- name: save_needs
-- Needs as they were decided, with their proposals, and who by id was passed over for those. What was proposed and why
-- never changes afterwards.
with saved as (
    insert into need (id, sequence, caseid, neighbourhood, category, state, urgency, stated, sought, unanswered, opened_at)
    select id, sequence, caseid, neighbourhood, category, state, urgency, stated, sought, unanswered, opened_at
    from jsonb_to_recordset($1::jsonb) as row (
        id uuid, sequence bigint, caseid uuid, neighbourhood text, category text, state text, urgency smallint,
        stated jsonb, sought smallint, unanswered jsonb, opened_at timestamptz)
    on conflict (id) do update set
        sequence = excluded.sequence, state = excluded.state, sought = excluded.sought, unanswered = excluded.unanswered
), proposed as (
    insert into proposal (id, sequence, need, caseid, neighbourhood, rung, offering, state, accepted_by, ground, why,
        passed_over, policy, cost_cents_per_week, offered_at, expires_at, equals, ring)
    select id, sequence, need, caseid, neighbourhood, rung, offering, state, accepted_by, ground, why,
        passed_over, policy, cost_cents_per_week, offered_at, expires_at, equals, ring
    from jsonb_to_recordset($2::jsonb) as row (
        id uuid, sequence bigint, need uuid, caseid uuid, neighbourhood text, rung smallint, offering uuid, state text,
        accepted_by text[], ground text, why jsonb, passed_over jsonb, policy text, cost_cents_per_week int,
        offered_at timestamptz, expires_at timestamptz, equals uuid[], ring uuid)
    on conflict (id) do update set
        sequence = excluded.sequence, state = excluded.state, accepted_by = excluded.accepted_by, ground = excluded.ground
)
insert into evidence (proposal, candidates)
select proposal, candidates from jsonb_to_recordset($3::jsonb) as row (proposal uuid, candidates jsonb);

-- name: needs_of_cases
-- The needs of these cases that are not over.
select id, caseid from need where caseid = any($1::uuid[]) and state not in ('ended', 'withdrawn') order by id;

-- name: place_needs
-- These needs turned out to be of another neighbourhood, and what is offered or runs for them with them. Locked before.
with placed as (
    update need set neighbourhood = home.neighbourhood
    from unnest($1::uuid[], $2::text[]) as home (need, neighbourhood) where need.id = home.need
    returning need.id, need.neighbourhood)
update proposal set neighbourhood = placed.neighbourhood
from placed where proposal.need = placed.id and proposal.state in ('offered', 'accepted', 'started');

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

-- name: needs_held_by
-- Needs that take a place of these offerings.
select distinct need from proposal
where offering = any($1::uuid[]) and state in ('offered', 'accepted', 'started') order by need;

-- name: pasts
-- What was declined in these cases, and what helped.
select proposal.caseid, need.category, proposal.rung, proposal.offering, proposal.state
from proposal join need on need.id = proposal.need
where proposal.caseid = any($1::uuid[]) and proposal.offering is not null
    and proposal.state in ('declined', 'started', 'ended');

-- name: evidence
-- Who by id was passed over for a proposal.
select candidates from evidence where proposal = $1;
