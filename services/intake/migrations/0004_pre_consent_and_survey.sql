-- What a conversation tells beside the eight scores: those of the self-reliance matrix, well-being, client support.
alter table conversations add column matrix jsonb not null default '{}';
alter table conversations add column well_being smallint check (well_being between 0 and 10);
alter table conversations add column client_support_accepted boolean;

-- Where a household that moved lives now, when it is in the municipality.
alter table cases add column moved_to text;

-- The informal carer: what they give and where it ends. Their words stand in `sealed`.
alter table clarifications add column carer jsonb;

-- What the resident said about each purpose. Nothing is ever changed here: the latest word per purpose stands.
create table consents (
    id uuid primary key,
    caseid uuid not null references cases,
    purpose text not null,
    answer text not null check (answer in ('given', 'refused', 'withdrawn')),
    said_on date not null,
    how text not null,
    recorded_by uuid not null,
    until date
);
create index consents_of_case on consents (caseid, id);

-- What each referral rested on: the resident's consent, or a ground in law. `sealed` holds the note with a ground.
create table referrals (
    id uuid primary key,
    caseid uuid not null references cases,
    at timestamptz not null,
    step text not null,
    consent uuid references consents,
    ground text,
    sealed bytea,
    check ((consent is null) <> (ground is null))
);
create index referrals_of_case on referrals (caseid, id);

-- Residents' own research.
create table surveys (
    id uuid primary key,
    title text not null,
    neighbourhoods text[] not null,
    opens_on date not null,
    until date not null check (until >= opens_on),
    questions jsonb not null
);

-- `sealed` holds the free words, where there were any. No case and no person stands beside an answer.
create table survey_answers (
    id uuid primary key,
    survey uuid not null references surveys,
    neighbourhood text not null,
    answers jsonb not null,
    sealed bytea
);
create index survey_answers_of_survey on survey_answers (survey, neighbourhood, id);
