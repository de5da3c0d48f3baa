-- name: insert_satisfaction
-- A new question. The caller has locked the plan.
insert into satisfaction (id, plan, caseid, neighbourhood, audience, moment, part, asked_on, answer_by, sequence, state)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'asked');

-- name: satisfaction_asked
-- Whether this was asked already. The caller has locked the plan.
select exists (select from satisfaction
    where plan = $1 and audience = $2 and moment = $3 and part = $4 and asked_on = $5);

-- name: plan_of_satisfaction
-- Whose answer must not pass through the hands of those who work on the plan.
select plan from satisfaction where id = $1;

-- name: lock_satisfaction
-- These, locked, in the order of their ids.
select id, plan, caseid, neighbourhood, audience, moment, part, asked_on, answer_by, sequence, state, helped_well, mark
from satisfaction where id = any($1::uuid[]) order by id for update;

-- name: save_satisfaction
-- What was said, or that nothing was.
update satisfaction set sequence = $2, state = $3, helped_well = $4, mark = $5,
    said = case when $3 in ('answered', 'declined') then coalesce(said, nextval('satisfaction_said')) end
where id = $1;

-- name: one_reply_at_a_time
-- Until this transaction ends, in this neighbourhood: two at once would each see four answers, and nobody the fifth.
select pg_advisory_xact_lock(hashtext(current_schema()), hashtext('satisfaction:' || $1));

-- name: said_by_five
-- When the last answer was a fifth of its kind: those five, and each "no" between them. The caller has the lock above.
with replies as (
    select *, count(*) filter (where state = 'answered') over in_order as answers,
        count(*) filter (where state = 'answered') over () as total
    from satisfaction
    where neighbourhood = $1 and audience = $2 and moment = $3 and state in ('answered', 'declined')
    window in_order as (
        order by said nulls first, asked_on, id rows between unbounded preceding and 1 preceding)
)
select id, plan, caseid, neighbourhood, audience, moment, part, asked_on, answer_by, sequence, state, helped_well, mark
from replies where total % $4::int = 0 and answers / $4::int = total / $4::int - 1;

-- name: satisfaction_to_ask
-- A page of questions that wait for an answer, from a cursor on.
select id, plan, caseid, neighbourhood, audience, moment, part, asked_on, answer_by, sequence, state, helped_well, mark
from satisfaction
where state in ('asked', 'unanswered') and ($1::text is null or neighbourhood = $1) and id > $2
order by id limit $3;

-- name: satisfaction_asked_by_group
-- How often each group was asked, from one day through another.
select audience, count(*) as asked from satisfaction
where ($1::text is null or neighbourhood = $1) and ($2::date is null or asked_on >= $2)
    and ($3::date is null or asked_on <= $3)
group by audience;

-- name: satisfaction_answers
-- What was ever answered, in the order in which it was.
select audience, neighbourhood, moment, asked_on, helped_well, mark from satisfaction
where state = 'answered' and ($1::text is null or neighbourhood = $1)
order by said nulls first, asked_on, id;
