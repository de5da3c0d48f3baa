-- name: claim_receipts
-- Which of these ids are new. Sorted, so that two batches with the same ids cannot deadlock.
insert into receipt (source, event_id, content, signal, received_at)
select source, event_id, content, signal, $5
from unnest($1::text[], $2::text[], $3::bytea[], $4::uuid[]) as claim (source, event_id, content, signal)
order by source, event_id
on conflict do nothing
returning source, event_id;

-- name: receipts
-- What was made of ids that came before.
select source, event_id, content, signal from receipt
where (source, event_id) in (select * from unnest($1::text[], $2::text[]));

-- name: count_repeats
-- The same message again, this many times. Locked in key order.
with repeat as (
    select receipt.source, receipt.event_id, again.times from receipt
    join unnest($1::text[], $2::text[], $3::int[]) as again (source, event_id, times)
        on again.source = receipt.source and again.event_id = receipt.event_id
    order by receipt.source, receipt.event_id
    for update of receipt
)
update receipt set deliveries = deliveries + repeat.times
from repeat where receipt.source = repeat.source and receipt.event_id = repeat.event_id;

-- name: turn_into_amendments
-- These ids did not make a signal; they amended one.
update receipt set signal = amendment.signal, amends = true
from unnest($1::text[], $2::text[], $3::uuid[]) as amendment (source, event_id, signal)
where receipt.source = amendment.source and receipt.event_id = amendment.event_id;

-- name: touch_records
-- A row for a partner's own numbers that are new.
insert into partner_record (source, reference, signal)
select source, reference, signal
from unnest($1::text[], $2::bytea[], $3::uuid[]) as claim (source, reference, signal)
order by source, reference
on conflict do nothing;

-- name: lock_records
-- The signals that stand for these numbers, locked in key order.
select source, reference, signal from partner_record
join unnest($1::text[], $2::bytea[]) as wanted (source, reference) using (source, reference)
order by source, reference
for update of partner_record;

-- name: renew_records
-- Another signal stands for these numbers from now on: the one before is over.
update partner_record set signal = renewed.signal
from unnest($1::text[], $2::bytea[], $3::uuid[]) as renewed (source, reference, signal)
where partner_record.source = renewed.source and partner_record.reference = renewed.reference;

-- name: keep_refusals
-- Keep what was refused; the ids of those that were not refused before in the same words.
insert into refusal (id, fingerprint, source, event_id, reasons, detail, sealed, refused_at)
select id, fingerprint, source, event_id, string_to_array(reasons, ','), detail, sealed, $8
from unnest($1::uuid[], $2::bytea[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bytea[])
    as refused (id, fingerprint, source, event_id, reasons, detail, sealed)
order by fingerprint
on conflict do nothing
returning id;

-- name: refusals_in_words
-- Those that were refused before in these words.
select fingerprint, id from refusal where fingerprint = any($1::bytea[]);
