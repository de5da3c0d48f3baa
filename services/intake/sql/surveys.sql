-- name: add_survey
-- A survey begins.
insert into surveys (id, title, neighbourhoods, opens_on, until, questions) values ($1, $2, $3, $4, $5, $6);

-- name: survey_by_id
-- One survey with its questions.
select id, title, neighbourhoods, opens_on, until, questions from surveys where id = $1;

-- name: list_surveys
-- A page of surveys in the order in which they were begun. A null neighbourhood lets everything through.
select id, title, neighbourhoods, opens_on, until, questions from surveys
where ($1::text is null or $1 = any(neighbourhoods)) and id > $2
order by id limit $3;

-- name: add_answer
-- One interview.
insert into survey_answers (id, survey, neighbourhood, answers, sealed) values ($1, $2, $3, $4, $5);

-- name: count_answers
-- How many were interviewed in each neighbourhood.
select neighbourhood, count(*) as answers from survey_answers where survey = $1 group by neighbourhood;

-- name: count_options
-- How many chose each option of each question, in each neighbourhood.
select neighbourhood, question, option, count(*) as answers
from survey_answers
cross join jsonb_each(survey_answers.answers) as answered (question, options)
cross join jsonb_array_elements_text(options) as option
where survey = $1
group by neighbourhood, question, option;

-- name: words_of_survey
-- The sealed words of one neighbourhood, from a cursor on.
select id, sealed from survey_answers
where survey = $1 and neighbourhood = $2 and id > $3 and sealed is not null
order by id limit $4;
