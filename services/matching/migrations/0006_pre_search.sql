-- The catalogue is searched by words in Dutch and in English, and by the hours of the week.

-- Minutes since Monday 00:00 at which an entry is open: by its hours, else by its parts of the day. Empty: by agreement.
create function week_of(hours jsonb, parts_of_day text[]) returns int4multirange language sql immutable as $$
    select coalesce(range_agg(int4range(day * 1440 + opens, day * 1440 + closes)), '{}')
    from (
        select (each ->> 'weekday')::int - 1 as day,
            split_part(each ->> 'opens', ':', 1)::int * 60 + split_part(each ->> 'opens', ':', 2)::int as opens,
            -- 00:00 is the end of the day
            coalesce(nullif(split_part(each ->> 'closes', ':', 1)::int * 60
                + split_part(each ->> 'closes', ':', 2)::int, 0), 1440) as closes
        from jsonb_array_elements(hours) as each
        union all
        select day, opens, closes
        from generate_series(0, 6) as day
        join (values ('morning', 0, 720), ('afternoon', 720, 1080), ('evening', 1080, 1440), ('weekend', 0, 1440))
            as part (name, opens, closes) on (part.name = 'weekend') = (day >= 5)
        where hours = '[]' and part.name = any(parts_of_day)) as open
$$;

drop index offering_words;
alter table offering
    drop column words,
    add column words tsvector not null generated always as (
        setweight(to_tsvector('dutch', title), 'A') || setweight(to_tsvector('english', title), 'A')
        || setweight(to_tsvector('dutch', description), 'B') || setweight(to_tsvector('english', description), 'B'))
        stored,
    add column week int4multirange not null generated always as (week_of(hours, parts_of_day)) stored;
create index offering_words on offering using gin (words) where not withdrawn;

drop index offering_categories;
create index offering_categories on offering using gin (categories, languages) where not withdrawn;
create index offering_neighbourhood on offering (neighbourhood, rung) where not withdrawn;

-- Over the earth's surface, as libs/contracts/places.py has it; null where one of them is not known.
create function metres_between(north float8, east float8, other_north float8, other_east float8)
returns int language sql immutable as $$
    select (12742000 * asin(sqrt(power(sin(radians(other_north - north) / 2), 2) + cos(radians(north))
        * cos(radians(other_north)) * power(sin(radians(other_east - east) / 2), 2))))::int
$$;

-- What a neighbourhood asks for.
create index need_neighbourhood on need (neighbourhood, category);

-- Since when an entry is in the catalogue; of what was there before this was kept, nothing is known.
create table listing (
    offering uuid primary key references offering,
    since timestamptz not null
);
