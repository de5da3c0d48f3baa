-- name: exported_cases
-- How these cases went: when they opened and closed, who was reached and how, whether there was a need about money.
select id as caseid, opened_at, since, state, outcome,
    (select min(held_on) from conversations where caseid = cases.id) as talked_on,
    exists (
        select from clarifications
        where caseid = cases.id and needs @> '[{"domain": "finances"}]'
    ) as about_money,
    coalesce(
        (select jsonb_agg(jsonb_build_object('at', at, 'reached', reached, 'means', means) order by id)
        from contact_attempts where caseid = cases.id), '[]'
    ) as attempts
from cases where id = any($1::uuid[]) order by id;
