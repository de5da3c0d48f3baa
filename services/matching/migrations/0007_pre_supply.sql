-- On which terms something is offered; between whom a resident may choose; and who by name was passed over.
alter table offering add column terms jsonb not null default '{}';
alter table proposal add column equals uuid[] not null default '{}';

-- Apart from the proposal, which is told to all.
create table evidence (
    proposal uuid primary key references proposal,
    candidates jsonb not null
);

-- Whether this is a record why not each lower rung: a known reason for every one of them and for no other, with as many
-- candidates as the reason implies.
create function tells_why_not_lower(stands_on smallint, told jsonb) returns boolean language sql immutable as $$
    select case when jsonb_typeof(told) = 'array' then (
        select count(distinct each ->> 'rung') = stands_on and coalesce(bool_and(coalesce(
            (each ->> 'rung') in (select rung::text from generate_series(0, stands_on - 1) as rung)
            and (each ->> 'why_not') in ('nobody', 'no_capacity', 'too_far', 'times', 'screening', 'preference',
                'declined', 'not_adequate', 'not_granted', 'conditions', 'guidance', 'away')
            and jsonb_typeof(each -> 'candidates') = 'number' and (each ->> 'candidates') ~ '^[0-9]+$'
            and case
                when (each ->> 'why_not') in ('nobody', 'not_granted') then (each ->> 'candidates') = '0'
                else (each ->> 'rung') in ('0', '1') or (each ->> 'candidates') <> '0'
            end, false)), true)
        from jsonb_array_elements(told) as each) else false end
$$;
alter table proposal drop constraint why_not_lower;
alter table proposal add constraint why_not_lower check (tells_why_not_lower(rung, passed_over));

-- A record that could be changed afterwards would prove nothing.
create function keep_why_not_lower() returns trigger language plpgsql as $$
begin
    raise check_violation using constraint = 'why_not_lower', message =
        'why_not_lower: what was proposed, and why, never changes; withdraw this proposal and make another';
end
$$;
create trigger why_not_lower before update on proposal for each row
    when ((old.need, old.rung, old.offering, old.why, old.passed_over, old.equals)
        is distinct from (new.need, new.rung, new.offering, new.why, new.passed_over, new.equals))
    execute function keep_why_not_lower();

-- An entry of the index must fit into a third of a page. Null: too long to stand in it.
create function fits(words text[], bytes int) returns text[] language sql immutable
as $$ select case when pg_column_size(words) <= bytes then words end $$;

-- The words of a list in JSON, each with something before it.
create function words_of(list jsonb, prefix text default '') returns text[] language sql immutable
as $$ select array(select prefix || word from jsonb_array_elements_text(coalesce(list, '[]')) as word) $$;

-- Until which day nothing is left but for whom places are held back; null when something is.
create function held_back_until(reserved jsonb, places int) returns date language sql stable as $$
    select max(until) from (
        -- on a day only what is held back until then or longer counts
        select (each ->> 'until')::date as until,
            sum((each ->> 'places')::int) over (order by (each ->> 'until')::date desc) as held
        from jsonb_array_elements(coalesce(reserved, '[]')) as each) as by_day
    where held >= places
$$;

alter table stall
    add column person boolean not null default false,
    add column guided boolean not null default true,
    add column visits boolean not null default true,
    add column reaches_home boolean not null default true,
    add column at_distance boolean not null default false,
    add column any_hour boolean not null default false,
    add column whose text,
    add column conditions text[] default '{}',
    add column minimum_age int,
    add column maximum_age int,
    add column away_from date,
    add column away_until date,
    add column held_back_until date,
    add column held_back_for text[] default '{}';

-- Every offering as it stands in the market. `skills` also says in which of them there was a training (`trained:`) and
-- what who comes says of themselves (`is:`), `unwilling` the last too, since somebody may not want that.
create view put_up as
select id as offering, neighbourhood, category, rung, taken >= capacity as full_up, fits(serves, 400) as serves,
    parts_of_day, fits(skills || words_of(terms -> 'trained_in', 'trained:') || traits, 500) as skills,
    fits(languages, 150) as languages,
    case when not person then date 'infinity' when trained then screened_until end as comes_in_until,
    reach_km, fits(unwilling || traits, 400) as unwilling, caseid,
    person, not person or terms ->> 'guide' is not null as guided,
    visits, visits or at_distance or terms ->> 'visits' is null and neighbourhood = 'unknown' as reaches_home, at_distance,
    coalesce((terms ->> 'any_hour')::boolean, false) as any_hour,
    case when jsonb_array_length(coalesce(terms -> 'whose', '[]')) = 1 then terms -> 'whose' ->> 0 end as whose,
    fits(words_of(terms -> 'conditions'), 200) as conditions, minimum_age, maximum_age,
    case when away then coalesce((terms ->> 'away_from')::date, '-infinity') end as away_from,
    case when away then coalesce((terms ->> 'away_until')::date, 'infinity') end as away_until,
    held_back_until(terms -> 'reserved', capacity - taken) as held_back_until,
    fits(array(select each ->> 'purpose' from jsonb_array_elements(coalesce(terms -> 'reserved', '[]')) as each), 150)
        as held_back_for
from offering
cross join lateral (select distinct unnest(categories) as category) as stands_in
cross join lateral (
    select kind <> 'organisation' as person, words_of(terms -> 'traits', 'is:') as traits,
        coalesce((terms ->> 'visits')::boolean, kind <> 'organisation' or rung >= 4) as visits,
        coalesce((terms ->> 'at_distance')::boolean, false) as at_distance,
        terms ->> 'away_from' is not null or terms ->> 'away_until' is not null as away) as it
where not withdrawn;

drop index stall_nearest;
truncate stall;
insert into stall select * from put_up;
create unique index stall_nearest on stall (neighbourhood, category, rung, full_up, offering)
    include (serves, parts_of_day, skills, languages, comes_in_until, reach_km, unwilling, caseid, person, guided, visits,
        reaches_home, at_distance, any_hour, whose, conditions, minimum_age, maximum_age, away_from, away_until,
        held_back_until, held_back_for);
create index stall_any_hour on stall (category, rung) where any_hour;
