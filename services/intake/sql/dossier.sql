-- name: add_contact_attempt
-- Someone tried to reach the resident.
insert into contact_attempts (id, caseid, at, by, reached, means) values ($1, $2, $3, $4, $5, $6);

-- name: add_note
-- Free text, sealed.
insert into notes (id, caseid, at, kind, category, sealed, about) values ($1, $2, $3, $4, $5, $6, $7);

-- name: add_conversation
-- A conversation that was held.
insert into conversations (id, caseid, held_on, client_support_offered, client_supporter_present, sealed,
    client_support_accepted, well_being, matrix)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: add_scores
-- Its score per life domain.
insert into scores (conversation, caseid, domain, held_on, score)
select $1, $2, domain, $3, score from unnest($4::text[], $5::int[]) as scored (domain, score);

-- name: add_clarification
-- What was confirmed with the resident, and what policy suggested.
insert into clarifications (id, caseid, at, complex, suggested, rule, needs, contributions, results, sealed, carer)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: lock_own_words
-- The words of residents and of their carer, sealed together, locked in key order.
select id, sealed from clarifications where caseid = any($1::uuid[]) and sealed is not null order by id for update;

-- name: save_own_words
-- What is left of them.
update clarifications set sealed = $2 where id = $1;

-- name: latest_scores
-- The latest score per life domain that was discussed.
select distinct on (domain) domain, score from scores
where caseid = $1
order by domain, held_on desc, conversation desc;

-- name: contact_attempts_of
-- Who tried to reach the resident, in order.
select id, at, by, reached, means from contact_attempts where caseid = $1 order by id;

-- name: notes_of
-- The sealed texts of a case, in order.
select id, at, kind, category, about, sealed from notes where caseid = $1 order by id;

-- name: conversations_of
-- The conversations of a case with their scores, in order of the days on which they were held.
select id, held_on, client_support_offered, client_support_accepted, client_supporter_present, sealed, well_being, matrix,
    (select coalesce(jsonb_object_agg(domain, score), '{}') from scores where conversation = conversations.id) as scores
from conversations where caseid = $1 order by held_on, id;

-- name: clarifications_of
-- What was confirmed with the resident, in order.
select id, at, complex, suggested, rule, needs, contributions, results, sealed, carer
from clarifications where caseid = $1 order by id;
