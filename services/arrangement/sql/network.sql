-- name: plans_in_neighbourhood
-- Those that are worked on there, to look at.
select document from plan
where neighbourhood = $1 and state not in ('awaited', 'closed', 'reopened') order by id;

-- name: agenda_exists
-- Whether the agenda of this meeting was set.
select exists (select from network_agenda where neighbourhood = $1 and meets_on = $2);

-- name: former_agenda
-- The plans on the last agenda before this meeting.
select plan, domains, since, highest_rung, carried_over, gone, discussed_on, outcomes
from network_agenda_plan where agenda = (
    select id from network_agenda where neighbourhood = $1 and meets_on < $2 order by meets_on desc limit 1)
order by plan;

-- name: insert_agenda
-- A new one, with the plans on it.
with made as (
    insert into network_agenda (id, neighbourhood, meets_on, sequence) values ($1, $2, $3, $4))
insert into network_agenda_plan (agenda, plan, domains, since, highest_rung, carried_over, gone)
select $1, plan, domains, since, highest_rung, carried_over, gone
from jsonb_to_recordset($5::jsonb) as row
    (plan uuid, domains text[], since date, highest_rung smallint, carried_over boolean, gone text);

-- name: agendas
-- Of a neighbourhood, the latest first, before a day.
select meets_on, count(plan) filter (where gone is null) as plans,
    count(plan) filter (where discussed_on is not null) as discussed
from network_agenda left join network_agenda_plan on agenda = id
where neighbourhood = $1 and ($2::date is null or meets_on < $2)
group by meets_on order by meets_on desc limit $3;

-- name: agenda
-- The plans on the agenda of a meeting, with each as it is now.
select entry.plan, domains, since, entry.highest_rung, carried_over, gone, discussed_on, outcomes, plan.document
from network_agenda as agenda join network_agenda_plan as entry on entry.agenda = agenda.id
join plan on plan.id = entry.plan
where agenda.neighbourhood = $1 and meets_on = $2 order by entry.plan;

-- name: agenda_plan
-- One plan on the agenda of a meeting. The caller has locked the plan.
select entry.plan, domains, since, highest_rung, carried_over, gone, discussed_on, outcomes
from network_agenda as agenda join network_agenda_plan as entry on entry.agenda = agenda.id
where agenda.neighbourhood = $1 and meets_on = $2 and entry.plan = $3;

-- name: save_advice
-- What the network came to, once. The caller has locked the plan.
update network_agenda_plan set discussed_on = $4, outcomes = $5
where plan = $3 and discussed_on is null
    and agenda = (select id from network_agenda where neighbourhood = $1 and meets_on = $2);
