-- Whose points they are, and how many. `owner`: a case, an offering, an organisation, a neighbourhood, an id of its own
-- for a voucher; null for who had it erased. What is issued is the municipality's debt: below zero.
create table account (
    id uuid primary key,
    sequence bigint not null default 0,
    kind text not null,
    owner text,
    neighbourhood text not null,
    balance bigint not null default 0,
    closed boolean not null default false,
    -- the lowest that a policy may allow; vouchers, pots and organisations have what they were given
    constraint never_below check (
        kind = 'municipality' or balance >= case when kind in ('resident', 'volunteer') then -1000 else 0 end),
    constraint nothing_left_when_closed check (not closed or balance = 0)
) with (fillfactor = 80);

create unique index one_open_account on account (kind, owner) where not closed;
create unique index one_municipality on account (kind) where kind = 'municipality';
create index account_owner on account (owner) where owner is not null;

-- The ledger. A row takes from one account what it gives to another, so that the sum is zero at every moment.
create table transfer (
    id uuid primary key,
    payer uuid not null references account,
    receiver uuid not null references account,
    points int not null check (points > 0),
    reason text not null,
    at timestamptz not null,
    constraint between_two check (payer <> receiver)
);

create index transfer_payer on transfer (payer, id);
create index transfer_receiver on transfer (receiver, id);

create function book_transfer() returns trigger language plpgsql as $$
begin
    update account set balance = balance - new.points where id = new.payer;
    update account set balance = balance + new.points where id = new.receiver;
    return null;
end $$;

create function keep_balance() returns trigger language plpgsql as $$
begin
    -- deeper than one: from the trigger of a transfer
    if new.balance <> (case when tg_op = 'INSERT' then 0 else old.balance end) and pg_trigger_depth() = 1 then
        raise exception 'a balance changes by a transfer alone' using errcode = 'check_violation';
    end if;
    return new;
end $$;

create function keep_transfers() returns trigger language plpgsql as $$
begin
    raise exception 'what was booked stays booked: book the opposite' using errcode = 'check_violation';
end $$;

create trigger booked after insert on transfer for each row execute function book_transfer();
create trigger balance_kept before insert or update on account for each row execute function keep_balance();
create trigger never_changed before update or delete on transfer for each row execute function keep_transfers();
create trigger never_emptied before truncate on transfer for each statement execute function keep_transfers();

-- A voucher is an account whose points wait for whoever has its code. The code itself is kept nowhere.
create table voucher (
    account uuid primary key references account,
    code bytea not null unique,
    issuer uuid not null references account,
    points int not null,
    expires_on date not null,
    issued_at timestamptz not null
);

create index voucher_issuer on voucher (issuer, account);

-- What an entry of the catalogue costs in points, as an extra that is no answer to a need.
create table reward (
    offering uuid primary key references offering,
    points int not null check (points > 0)
);

-- What was had for points. `account`: null once its holder had it erased.
create table reward_order (
    id uuid primary key,
    offering uuid not null references offering,
    account uuid references account,
    points int not null,
    from_pot int not null,
    ordered_at timestamptz not null
);

create index reward_order_offering on reward_order (offering, id);
create index reward_order_account on reward_order (account) where account is not null;

-- A reward does not stand in the market: no need is answered by what costs points.
create function no_reward_in_the_market() returns trigger language plpgsql as $$
begin
    if exists (select from reward where offering = new.offering) then
        return null;
    end if;
    return new;
end $$;

create trigger only_what_is_free before insert on stall for each row execute function no_reward_in_the_market();

-- Since when somebody gives, and for how many weeks of it they earned.
create table giving (
    proposal uuid primary key references proposal,
    since timestamptz not null,
    weeks int not null default 0
);
