-- name: add_consent
-- What the resident said about one purpose.
insert into consents (id, caseid, purpose, answer, said_on, how, recorded_by, until)
values ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: consents_of
-- All that was said, in the order in which it was recorded.
select id, purpose, answer, said_on, how, recorded_by, until from consents where caseid = $1 order by id;

-- name: add_referral
-- What a referral rested on.
insert into referrals (id, caseid, at, step, consent, ground, sealed) values ($1, $2, $3, $4, $5, $6, $7);

-- name: referrals_of
-- The referrals of a case, in order.
select id, at, step, consent, ground, sealed from referrals where caseid = $1 order by id;
