-- name: begin_standing
-- From here on what was locked can be let go again.
savepoint standing;

-- name: let_go_standing
-- What was locked since then.
rollback to savepoint standing;

-- name: lock_standing
-- The needs of these cases and of the cases that these needs are of, with the rings in which something of these needs
-- waits or runs and the needs of all who stand in those. Locked, rings before needs, each in key order: which needs
-- there are to lock is known when the rings are. Proposals are locked with their needs. All of a case, since what is
-- declined for one of its needs is not offered for another one.
with standing as (
    select id, members from ring
    where id = any(array(
        select proposal.ring from proposal
        where need = any($1::uuid[]) and proposal.ring is not null and state in ('offered', 'accepted', 'started')))
    order by id for update),
asked as (
    select unnest($1::uuid[]) as need
    union all
    select (each ->> 'need')::uuid from standing cross join jsonb_array_elements(standing.members) as each)
select id, sequence, caseid, neighbourhood, state, stated, sought, unanswered, opened_at,
    array(select standing.id from standing) as rings
from need
where caseid = any(array(
    select caseid from need where id = any(array(select asked.need from asked)) union all select unnest($2::uuid[])))
order by id for update;

-- name: save_rings
-- Rings as they were decided. Who stands in one never changes.
insert into ring (id, sequence, neighbourhood, members, policy, state, ground, offered_at, expires_at)
select id, sequence, neighbourhood, members, policy, state, ground, offered_at, expires_at
from jsonb_to_recordset($1::jsonb) as row (
    id uuid, sequence bigint, neighbourhood text, members jsonb, policy text, state text, ground text,
    offered_at timestamptz, expires_at timestamptz)
on conflict (id) do update set
    sequence = excluded.sequence, state = excluded.state, ground = excluded.ground;

-- name: needs_for_rings
-- Needs of a neighbourhood to which nobody has an accepted answer, longest waiting first; without their proposals.
select id, sequence, caseid, neighbourhood, state, stated, sought, unanswered, opened_at from need
where neighbourhood = $1 and state in ('open', 'proposed') and sought is null
order by opened_at, id limit $2;

-- name: rings
-- Rings in order of offering, from a cursor on: in which a case stands, of a neighbourhood, in a state.
select id, sequence, members, policy, state, ground, offered_at, expires_at from ring
where ($1::jsonb is null or members @> $1) and ($2::text is null or neighbourhood = $2)
    and ($3::text is null or state = $3) and id > $4
order by id limit $5;

-- name: rings_of
-- Rings by id.
select id, sequence, members, policy, state, ground, offered_at, expires_at from ring where id = any($1::uuid[]);

-- name: ring
-- One ring.
select id, sequence, members, policy, state, ground, offered_at, expires_at from ring where id = $1;
