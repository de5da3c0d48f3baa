-- name: keep_known_question
-- Who asked whether a household is known, and what was answered.
insert into known_question (id, asked_at, source, partner, actor, answer, asked) values ($1, $2, $3, $4, $5, $6, $7);

-- name: known_questions
-- What was asked, oldest first.
select id, asked_at, source, partner, actor, answer, asked from known_question
where ($1::text is null or source = $1) and id > $2 order by id limit $3;

-- name: erase_known_questions
-- Their retention period is over.
delete from known_question where id = any($1::uuid[]);
