-- name: begin_stays
-- These needs have become gaps.
insert into gap_stay (need, since) select need, $2 from unnest($1::uuid[]) as need on conflict do nothing;

-- name: end_stays
-- These needs are gaps no more: answered after all, or withdrawn.
update gap_stay set until = $2 where need = any($1::uuid[]) and until is null;

-- name: touch_gaps
-- A row per neighbourhood and category, so that two counts of the same wait for one another.
insert into gap (id, neighbourhood, category)
select * from unnest($1::uuid[], $2::text[], $3::text[]) on conflict do nothing;

-- name: lock_gaps
-- Gaps by neighbourhood and category, locked in that order.
select gap.id, sequence, gap.neighbourhood, gap.category, cases, told, opened_on, promised_on, overdue
from gap join unnest($1::text[], $2::text[]) as cell (neighbourhood, category) using (neighbourhood, category)
order by gap.neighbourhood, gap.category for update of gap;

-- name: lock_gaps_by_id
-- Gaps by id, locked in the same order.
select id, sequence, neighbourhood, category, cases, told, opened_on, promised_on, overdue
from gap where id = any($1::uuid[]) order by neighbourhood, category for update;

-- name: count_gaps
-- Needs that nobody answers at this moment, in each neighbourhood and category.
select cell.neighbourhood, cell.category, count(need.id) as needs, count(distinct need.caseid) as cases,
    min(coalesce(stay.since, need.opened_at)) as since
from unnest($1::text[], $2::text[]) as cell (neighbourhood, category)
left join need on need.neighbourhood = cell.neighbourhood and need.category = cell.category
    and need.state = 'open' and need.unanswered <> '[]'::jsonb
left join gap_stay as stay on stay.need = need.id and stay.until is null
group by cell.neighbourhood, cell.category;

-- name: save_gaps
-- Gaps as they were counted or decided upon.
update gap set sequence = row.sequence, cases = row.cases, told = row.told, opened_on = row.opened_on,
    promised_on = row.promised_on, overdue = row.overdue
from jsonb_to_recordset($1::jsonb) as row (id uuid, sequence bigint, cases int, told int, opened_on date,
    promised_on date, overdue boolean)
where gap.id = row.id;

-- name: save_outcome
-- What the service consultation said to a gap.
insert into gap_outcome (id, gap, recorded_at, recorded_by, result, organisation, name, promised_on, ground)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: gaps
-- Open needs that nobody answers, by neighbourhood and category, with what is known of them in numbers.
with unmet as (
    select need.id, need.neighbourhood, need.category, need.caseid, need.urgency, need.sought, need.unanswered,
        need.stated -> 'parts_of_day' as parts, coalesce(stay.since, need.opened_at) as since
    from need left join gap_stay as stay on stay.need = need.id and stay.until is null
    where need.state = 'open' and need.unanswered <> '[]'::jsonb
        and ($1::text is null or need.neighbourhood = $1) and ($2::text is null or need.category = $2)),
size as (
    select neighbourhood, category, count(*) as needs, count(distinct caseid) as cases, max(urgency) as urgency,
        min(since) as since, count(*) filter (where since <= $4) as waiting_longer,
        percentile_disc(0.5) within group (order by floor(extract(epoch from $5::timestamptz - since) / 604800)::int)
            as median_weeks
    from unmet group by neighbourhood, category),
part as (
    select neighbourhood, category, jsonb_object_agg(part, needs) as parts_of_day from (
        select neighbourhood, category, part, count(*) as needs
        from unmet cross join jsonb_array_elements_text(
            case when unmet.parts = '[]' then '["any"]' else unmet.parts end) as wanted (part)
        group by neighbourhood, category, part) as by_part
    group by neighbourhood, category),
reason as (
    select neighbourhood, category, jsonb_agg(jsonb_build_object(
            'rung', rung, 'why_not', why_not, 'needs', needs, 'candidates', candidates)
        order by rung, needs desc, why_not) as why_not from (
        select neighbourhood, category, rung, why_not, count(distinct unmet.id) as needs, max(candidates) as candidates
        from unmet
        cross join jsonb_to_recordset(unmet.unanswered) as passed_over (rung int, why_not text, candidates int)
        group by neighbourhood, category, rung, why_not) as by_reason
    group by neighbourhood, category),
asked as (
    select neighbourhood, category, jsonb_object_agg(sought, needs) as sought from (
        select neighbourhood, category, sought, count(*) as needs from unmet where sought is not null
        group by neighbourhood, category, sought) as by_rung
    group by neighbourhood, category),
begun as (
    select neighbourhood, category, count(distinct need.id) filter (where stay.since > $4) as lately,
        count(distinct need.id) filter (where stay.since <= $4) as before
    from gap_stay as stay join need on need.id = stay.need where stay.since > $3
    group by neighbourhood, category)
select gap.id as gap, size.*, part.parts_of_day, reason.why_not, asked.sought,
    coalesce(begun.lately, 0) as lately, coalesce(begun.before, 0) as before
from size
left join part using (neighbourhood, category) left join reason using (neighbourhood, category)
left join asked using (neighbourhood, category) left join begun using (neighbourhood, category)
left join gap using (neighbourhood, category)
order by neighbourhood, needs desc, category;

-- name: last_outcomes
-- What was said last to each of these gaps since it is open, and whether a promise is overdue.
select distinct on (outcome.gap) outcome.gap, outcome.recorded_at, outcome.result, outcome.organisation, outcome.name,
    outcome.promised_on, outcome.ground, gap.overdue and gap.promised_on = outcome.promised_on as overdue
from gap_outcome as outcome join gap on gap.id = outcome.gap
where gap.id = any($1::uuid[]) and outcome.holds order by outcome.gap, outcome.id desc;

-- name: close_outcomes
-- These gaps closed: what was said of them is about the past.
update gap_outcome set holds = false where gap = any($1::uuid[]) and holds;

-- name: bottlenecks
-- Offerings that are full while needs they reach wait for a place on their rung; most waiting first.
with waits as (
    select need.neighbourhood, need.category, need.caseid, passed_over.rung
    from need cross join jsonb_to_recordset(need.unanswered) as passed_over (rung int, why_not text)
    where need.state = 'open' and need.unanswered <> '[]'::jsonb and passed_over.why_not = 'no_capacity'
        and ($1::text is null or need.neighbourhood = $1))
select offering.id as offering, offering.title, offering.kind, offering.rung, offering.neighbourhood,
    array_agg(distinct waits.category) as categories, offering.capacity, count(distinct waits.caseid)::int as cases
from waits
join stall on stall.category = waits.category and stall.rung = waits.rung and stall.full_up
join offering on offering.id = stall.offering
where offering.capacity > 0 and (offering.serves = '{}' or waits.neighbourhood = any(offering.serves))
group by offering.id order by cases desc, offering.id limit $2;

-- name: falling_away
-- Those by whom something runs, and whose certificate of conduct has ended or ends by that day; the first first.
select id as offering, title, kind, rung, neighbourhood, categories, capacity, taken, screened_until
from offering
where not withdrawn and taken > 0 and kind <> 'organisation' and screened_until <= $2
    and ($1::text is null or neighbourhood = $1 or $1 = any(serves))
order by screened_until, id limit $3;
