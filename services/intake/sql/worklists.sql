-- name: work_list
-- A page of open cases that wait, of list $1, in the order of `Order`: those of these people ($2), of this neighbourhood
-- ($3), or of all. Not the planned ones where nothing waits: with $10, the night team by day, the handover does. From
-- $4 ... $8 on.
with listed as (
    select * from cases where $1 = 'adviser' and case_holder = any($2::uuid[])
    union all
    select * from cases where $1 = 'adviser' and receiver = any($2::uuid[]) and case_holder <> all($2::uuid[])
    union all
    select * from cases where $1 = 'neighbourhood' and neighbourhood = $3
    union all
    select * from cases where $1 = 'helpdesk' and case_holder is null and state <> 'closed'
    union all
    select * from cases where $1 = 'helpdesk' and case_holder is not null
        and route = 'advice' and state in ('opened', 'reopened', 'first_contact')
    union all
    select * from cases where $1 = 'helpdesk' and case_holder is not null and neighbourhood = 'unknown'
        and not (route = 'advice' and state in ('opened', 'reopened', 'first_contact'))
    union all
    select * from cases where $1 = 'outreach' and route = 'outreach'
        and state in ('opened', 'reopened', 'first_contact', 'outreach')
    union all
    select * from cases where $1 = 'outreach' and route <> 'outreach' and state = 'outreach'
    union all
    select * from cases where $1 = 'exceptions' and route in ('acute', 'palliative')
        and state in ('opened', 'reopened', 'first_contact', 'outreach', 'conversation')
), waiting as (
    select *,
        route not in ('acute', 'palliative') or state in ('clarified', 'direct_transfer', 'planned') as by_ordinary,
        coalesce(due, '9999-01-01Z') as by_due,
        array_position(array['acute', 'urgent', 'soon', 'routine'], urgency) - 4 as by_calm
    from listed
    where state <> 'closed' and ($3::text is null or neighbourhood = $3)
        and (state <> 'planned' or waiting <> '{}' or receiver is not null or case_holder is null
            or case_holder = any($10::uuid[]))
)
select * from waiting
where $4::boolean is null or (by_ordinary, by_due, by_calm, since, id) > ($4, $5::timestamptz, $6::int, $7::timestamptz, $8::uuid)
order by by_ordinary, by_due, by_calm, since, id
limit $9;
