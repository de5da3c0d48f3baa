-- name: lock_bundle_search
-- Before groups are looked for: one search at a time.
select searched_at from bundle_search for update;

-- name: searched_for_bundles
-- When groups were last looked for.
update bundle_search set searched_at = $1;

-- name: needs_to_bundle
-- Needs in these categories that nobody answers, or to which a volunteer is offered whom the resident did not accept
-- yet, most urgent first: not those that are asked for a group now, were since this moment, or declined one.
with waiting as (
    select id from need where state = 'open' and unanswered <> '[]'::jsonb
    union all
    select need from proposal where state = 'offered' and rung = 2 and not 'resident' = any(accepted_by))
select id, sequence, caseid, neighbourhood, state, stated, sought, unanswered, opened_at from need
where id in (select id from waiting) and category = any($1::text[]) and not exists (
    select from invitation
    where invitation.need = need.id and (invitation.state in ('invited', 'accepted', 'declined')
        or invitation.invited_at > $2))
order by urgency desc, opened_at, id limit $3;

-- name: helpers_near
-- Residents and volunteers in these neighbourhoods with one of these skills, or in this category when none is named.
-- Who is only offered to needs is not busy yet. Not those who help a group or are asked to, or were since this moment.
select id, sequence, kind, rung, categories, neighbourhood, serves, parts_of_day, skills, languages, capacity, taken,
    cost_cents_per_week, title, description, screened_until, trained, reach_km, unwilling, hours,
    organisation, latitude, longitude, minimum_age, maximum_age, terms, caseid, withdrawn
from offering
where kind in ('contribution', 'volunteer') and exists (select from stall where stall.offering = offering.id)
    and neighbourhood = any($1::text[])
    and (skills && $2::text[] or $2::text[] = '{}' and $3 = any(categories))
    and capacity > (
        select count(*) from proposal
        where proposal.offering = offering.id and proposal.state in ('accepted', 'started'))
    and not exists (
        select from invitation
        where invitation.offering = offering.id and (invitation.state in ('invited', 'accepted', 'joined')
            or invitation.invited_at > $4))
order by id limit $5;

-- name: hosts_near
-- General provisions in these neighbourhoods that have a place, or are of this category: the largest of them.
select id, sequence, kind, rung, categories, neighbourhood, serves, parts_of_day, skills, languages, capacity, taken,
    cost_cents_per_week, title, description, screened_until, trained, reach_km, unwilling, hours,
    organisation, latitude, longitude, minimum_age, maximum_age, terms, caseid, withdrawn
from offering
where kind = 'organisation' and rung = 3 and exists (select from stall where stall.offering = offering.id)
    and neighbourhood = any($1::text[])
    and ($2 = any(skills) or $3 = any(categories))
order by ($2 = any(skills)) desc, capacity desc, id limit $4;

-- name: lock_bundles
-- Bundles, locked in key order. Their invitations are locked with them.
select id, sequence, state, ground, category, skills, language, neighbourhood, serves, parts_of_day, times_per_week,
    minimum, maximum, helpers, title, policy, proposed_at, expires_at, host, confirmed, offering
from bundle where id = any($1::uuid[]) order by id for update;

-- name: bundle
-- One bundle, as a list of at most one; without its invitations.
select id, sequence, state, ground, category, skills, language, neighbourhood, serves, parts_of_day, times_per_week,
    minimum, maximum, helpers, title, policy, proposed_at, expires_at, host, confirmed, offering
from bundle where id = $1;

-- name: bundles
-- Bundles in order of proposal, from a cursor on; without their invitations.
select id, sequence, state, ground, category, skills, language, neighbourhood, serves, parts_of_day, times_per_week,
    minimum, maximum, helpers, title, policy, proposed_at, expires_at, host, confirmed, offering
from bundle
where ($1::text is null or state = $1) and ($2::text is null or neighbourhood = $2 or $2 = any(serves)) and id > $3
order by id limit $4;

-- name: invitations_of_bundles
-- Everybody who was asked for these bundles, in order of asking.
select id, bundle, role, caseid, need, offering, parts_of_day, invited_at, state, ground
from invitation where bundle = any($1::uuid[]) order by id;

-- name: invitations
-- Invitations in order of asking, from a cursor on.
select id, bundle, role, caseid, need, offering, parts_of_day, invited_at, state, ground
from invitation
where ($1::uuid is null or caseid = $1) and ($2::text is null or state = $2) and id > $3
order by id limit $4;

-- name: invitation
-- One invitation.
select id, bundle, role, caseid, need, offering, parts_of_day, invited_at, state, ground
from invitation where id = $1;

-- name: invitations_about
-- Invitations that still count, for these needs or by these offerings, with the bundle that they are for.
select id, bundle from invitation
where need = any($1::uuid[]) and state in ('invited', 'accepted')
    or offering = any($2::uuid[]) and state in ('invited', 'accepted', 'joined');

-- name: is_group
-- Whether this entry of the catalogue is a group that runs.
select exists (select from bundle where offering = $1 and state = 'started');

-- name: save_bundles
-- Bundles as they were decided.
insert into bundle (id, sequence, state, ground, category, skills, language, neighbourhood, serves, parts_of_day,
    times_per_week, minimum, maximum, helpers, title, policy, proposed_at, expires_at, host, confirmed, offering)
select id, sequence, state, ground, category, skills, language, neighbourhood, serves, parts_of_day,
    times_per_week, minimum, maximum, helpers, title, policy, proposed_at, expires_at, host, confirmed, offering
from jsonb_to_recordset($1::jsonb) as row (
    id uuid, sequence bigint, state text, ground text, category text, skills text[], language text,
    neighbourhood text, serves text[], parts_of_day text[], times_per_week int, minimum int, maximum int,
    helpers int, title text, policy text, proposed_at timestamptz, expires_at timestamptz, host uuid,
    confirmed boolean, offering uuid)
on conflict (id) do update set
    sequence = excluded.sequence, state = excluded.state, ground = excluded.ground,
    parts_of_day = excluded.parts_of_day, times_per_week = excluded.times_per_week, host = excluded.host,
    confirmed = excluded.confirmed, offering = excluded.offering;

-- name: save_invitations
-- Invitations as they were answered. Who was asked for what never changes afterwards.
insert into invitation (id, bundle, role, caseid, need, offering, parts_of_day, invited_at, state, ground)
select id, bundle, role, caseid, need, offering, parts_of_day, invited_at, state, ground
from jsonb_to_recordset($1::jsonb) as row (
    id uuid, bundle uuid, role text, caseid uuid, need uuid, offering uuid, parts_of_day text[],
    invited_at timestamptz, state text, ground text)
on conflict (id) do update set state = excluded.state, ground = excluded.ground;
