-- name: exported_arrears
-- Payment arrears that came in this time and led to a case, with whom they are about; those of one case together.
select id, caseid, partner, accepted_at, state, sealed from signal
where caseid is not null and kind = 'payment_arrears' and state in ('raised', 'picked_up', 'closed')
    and accepted_at >= $1 and accepted_at < $2 and sealed is not null
    and (caseid, id) > ($3::uuid, $4::uuid)
order by caseid, id limit $5;
