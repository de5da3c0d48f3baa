-- name: touch_accounts
-- A row for each of these that has no open account yet, so that it can be locked.
insert into account (id, kind, owner, neighbourhood)
select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) on conflict do nothing;

-- name: open_accounts
-- Accounts by id, and the open ones of these owners.
select id, sequence, kind, owner, neighbourhood, balance, closed from account
where id = any($1::uuid[])
union
select id, sequence, kind, owner, neighbourhood, balance, closed from account
where not closed and (kind, owner) in (select * from unnest($2::text[], $3::text[]));

-- name: lock_accounts
-- Accounts by id, locked in key order.
select id, sequence, kind, owner, neighbourhood, balance, closed from account
where id = any($1::uuid[]) order by id for update;

-- name: save_accounts
-- Accounts as they were decided. A balance is changed by transfers alone.
update account set sequence = row.sequence, owner = row.owner, closed = row.closed
from jsonb_to_recordset($1::jsonb) as row (id uuid, sequence bigint, owner text, closed boolean)
where account.id = row.id;

-- name: save_transfers
-- Book these, in order.
insert into transfer (id, payer, receiver, points, reason, at)
select id, payer, receiver, points, reason, at from jsonb_to_recordset($1::jsonb) as row (
    id uuid, payer uuid, receiver uuid, points int, reason text, at timestamptz);

-- name: accounts
-- Accounts, the open ones and the others, from a cursor on.
select id, sequence, kind, owner, neighbourhood, balance, closed from account
where ($1::text is null or owner = $1) and ($2::text is null or kind = $2) and id > $3
order by id limit $4;

-- name: accounts_of
-- The accounts of these owners, also those that were closed.
select id, sequence, kind, owner, neighbourhood, balance, closed from account
where kind = $1 and owner = any($2::text[]);

-- name: entries
-- What came to an account and went from it, the last first, before a cursor.
select id, at, reason, case when receiver = $1 then points else -points end as points,
    case when receiver = $1 then payer else receiver end as other
from (
    (select * from transfer where payer = $1 and id < $2 order by id desc limit $3)
    union all
    (select * from transfer where receiver = $1 and id < $2 order by id desc limit $3)) as side
order by id desc limit $3;

-- name: credited_since
-- For each account and moment, in order, how many points came at or after it.
select coalesce(sum(points), 0)::bigint as points
from unnest($1::uuid[], $2::timestamptz[]) with ordinality as asked (account, since, number)
left join transfer on receiver = asked.account and at >= asked.since
group by number order by number;

-- name: save_vouchers
-- Vouchers that were issued.
insert into voucher (account, code, issuer, points, expires_on, issued_at)
select * from unnest($1::uuid[], $2::bytea[], $3::uuid[], $4::int[], $5::date[], $6::timestamptz[]);

-- name: vouchers
-- Vouchers of an issuer, from a cursor on.
select voucher.account, issuer, points, expires_on, issued_at, account.closed
from voucher join account on account.id = voucher.account
where ($1::uuid is null or issuer = $1) and voucher.account > $2 order by voucher.account limit $3;

-- name: voucher_of_code
-- The voucher that has this code.
select account, issuer, points, expires_on, issued_at from voucher where code = $1;

-- name: vouchers_by_account
-- Vouchers by their accounts.
select account, issuer, points, expires_on, issued_at from voucher where account = any($1::uuid[]);

-- name: touch_givings
-- Somebody gives since then, unless that is known.
insert into giving (proposal, since) select * from unnest($1::uuid[], $2::timestamptz[]) on conflict do nothing;

-- name: lock_givings
-- Who gives what how often, locked in key order. Only the ledger's own row is locked: no need waits for it.
select giving.proposal, since, weeks, proposal.state, (need.stated ->> 'times_per_week')::int as times_per_week,
    offering.id as offering, offering.kind, offering.caseid, offering.neighbourhood, offering.withdrawn
from giving join proposal on proposal.id = giving.proposal join need on need.id = proposal.need
    join offering on offering.id = proposal.offering
where giving.proposal = any($1::uuid[]) order by giving.proposal for update of giving;

-- name: save_givings
-- For how many weeks they earned.
update giving set weeks = earned.weeks from unnest($1::uuid[], $2::int[]) as earned (proposal, weeks)
where giving.proposal = earned.proposal;
