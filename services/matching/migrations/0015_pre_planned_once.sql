-- The same question as before, in plpgsql: a function in SQL is planned anew by every statement that saves proposals,
-- which takes longer than the answer; here a session keeps its plan.
create or replace function tells_why_not_lower(stands_on smallint, told jsonb) returns boolean language plpgsql immutable
as $$
begin
    return case when jsonb_typeof(told) = 'array' then (
        select count(distinct each ->> 'rung') = stands_on and coalesce(bool_and(coalesce(
            (each ->> 'rung') in (select rung::text from generate_series(0, stands_on - 1) as rung)
            and (each ->> 'why_not') in ('nobody', 'no_capacity', 'too_far', 'times', 'screening', 'preference',
                'declined', 'not_adequate', 'not_granted', 'conditions', 'guidance', 'away')
            and jsonb_typeof(each -> 'candidates') = 'number' and (each ->> 'candidates') ~ '^[0-9]+$'
            and case
                when (each ->> 'why_not') in ('nobody', 'not_granted') then (each ->> 'candidates') = '0'
                else (each ->> 'rung') in ('0', '1') or (each ->> 'candidates') <> '0'
            end, false)), true)
        from jsonb_array_elements(told) as each) else false end;
end
$$;
