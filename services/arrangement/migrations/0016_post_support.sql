-- Processes of before saved beside newer ones. They did not know `stays` and `rates`, and so left them out of what they
-- saved; a newer process that saved next took that for a household that had not moved and a price that was always the
-- same. Versions of plans know better. Nobody saves meanwhile: what they count would be overwritten with what was.
-- `drop table support` takes this lock too: only there, it and whoever had read a plan would wait for each other.
lock table plan in access exclusive mode;

update plan set document = document || jsonb_build_object('stays', moved.stays)
from stays_by_version as moved
where moved.plan = plan.id and document -> 'stays' is distinct from moved.stays;

-- Of each item what it had when such a process came, unless there are newer ones by now.
with known as (
    select plan, position, words ->> 'id' as item, words -> 'rates' as rates,
        lag(words -> 'rates') over (partition by plan, words ->> 'id' order by position) as before
    from plan_version, jsonb_array_elements(document -> 'items') as listed (words)
), lost as (
    select distinct on (plan, item) plan, item, before as rates
    from known where rates is null and before <> '[]'
    order by plan, item, position desc
)
update plan set document = document || jsonb_build_object('items', (
    select coalesce(jsonb_agg(
        case when coalesce(words -> 'rates', '[]') = '[]' and lost.item is not null
            then words || jsonb_build_object('rates', lost.rates) else words end
        order by place), '[]')
    from jsonb_array_elements(document -> 'items') with ordinality as listed (words, place)
    left join lost on lost.plan = plan.id and lost.item = words ->> 'id'))
where id in (select plan from lost);

-- All anew: which of them a process of before left as they were cannot be seen from them.
delete from spell;
insert into spell select * from spell_by_document;

-- Then nobody reads these any more.
drop view spell_by_document;
drop view stays_by_version;
drop table support;
