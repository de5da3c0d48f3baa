-- Rings: residents who help one another in a circle. `members` in its order, each with the proposal that they get.
create table ring (
    id uuid primary key,
    sequence bigint not null,
    neighbourhood text not null,
    members jsonb not null check (jsonb_array_length(members) between 2 and 4),
    policy text not null,
    state text not null check (state in ('offered', 'accepted', 'started', 'dissolved', 'ended')),
    ground text,
    offered_at timestamptz not null,
    expires_at timestamptz not null,
    constraint what_is_over_has_a_ground check ((state in ('dissolved', 'ended')) = (ground is not null))
);

create index ring_members on ring using gin (members jsonb_path_ops);
create index ring_neighbourhood on ring (neighbourhood);

alter table proposal add column ring uuid references ring;
create index proposal_ring on proposal (ring) where ring is not null;

-- All or nothing, looked at when the transaction commits: proposals and their ring change in it one after another.
create function ring_stands_as_one() returns trigger language plpgsql as $$
declare
    of_ring uuid := case tg_table_name when 'ring' then to_jsonb(new) ->> 'id' else to_jsonb(new) ->> 'ring' end;
    wrong text;
begin
    select format('ring %s is %s while %s of its %s proposals are %s', ring.id, ring.state, count(*),
        jsonb_array_length(ring.members), string_agg(distinct proposal.state, ', '))
    into wrong
    from ring left join proposal on proposal.ring = ring.id
    where ring.id = of_ring
    group by ring.id
    having count(proposal.id) <> jsonb_array_length(ring.members) or not bool_and(case ring.state
        when 'dissolved' then proposal.state not in ('offered', 'accepted', 'started')
        when 'ended' then proposal.state not in ('offered', 'accepted')
        else proposal.state = ring.state end);
    if wrong is not null then
        raise exception using errcode = 'check_violation', message = 'all_or_nothing: ' || wrong;
    end if;
    return null;
end $$;

create constraint trigger all_or_nothing after insert or update on ring
    deferrable initially deferred for each row execute function ring_stands_as_one();
create constraint trigger all_or_nothing after insert or update of state, ring on proposal
    deferrable initially deferred for each row when (new.ring is not null) execute function ring_stands_as_one();
