-- A household is locked before its case is looked for: also when it has no case yet.
create table households (
    id uuid primary key
);

create table cases (
    id uuid primary key,
    sequence bigint not null,
    household uuid not null references households,
    neighbourhood text not null,
    way_in text not null,
    urgency text not null,
    opened_at timestamptz not null,
    since timestamptz not null,
    state text not null,
    route text not null,
    case_holder uuid,
    receiver uuid,
    signals uuid[] not null,
    waiting uuid[] not null,
    attempts int not null,
    complex boolean,
    plan uuid,
    outcome text,
    check ((state = 'closed') = (outcome is not null))
) with (fillfactor = 80);

-- One open case per household.
create unique index cases_one_open on cases (household) where state <> 'closed';
create index cases_of_household on cases (household, id);
create index cases_of_neighbourhood on cases (neighbourhood, id);
create index cases_of_holder on cases (case_holder, id);
create index cases_to_receive on cases (receiver, id) where receiver is not null;

create table case_holders (
    case_holder uuid primary key,
    neighbourhood text not null,
    capacity int not null check (capacity >= 0),
    open_cases int not null default 0 check (open_cases >= 0)
) with (fillfactor = 80);
create index case_holders_of_neighbourhood on case_holders (neighbourhood);

create table contact_attempts (
    id uuid primary key,
    caseid uuid not null references cases,
    at timestamptz not null,
    by uuid not null,
    reached boolean not null
);
create index contact_attempts_of_case on contact_attempts (caseid, id);

-- Free text of people, sealed: the question, the advice, what was tried.
create table notes (
    id uuid primary key,
    caseid uuid not null references cases,
    at timestamptz not null,
    kind text not null,
    category text,
    sealed bytea not null
);
create index notes_of_case on notes (caseid, id);

-- `sealed` holds the strengths and the notes per life domain.
create table conversations (
    id uuid primary key,
    caseid uuid not null references cases,
    held_on date not null,
    client_support_offered boolean not null,
    client_supporter_present boolean not null,
    sealed bytea not null
);
create index conversations_of_case on conversations (caseid, held_on, id);

create table scores (
    conversation uuid not null references conversations,
    caseid uuid not null,
    domain text not null,
    held_on date not null,
    score int not null check (score between 1 and 5),
    primary key (conversation, domain)
);
create index scores_of_case on scores (caseid, domain, held_on, conversation);

-- `sealed` holds the wished results in the resident's own words, by the id of the result.
create table clarifications (
    id uuid primary key,
    caseid uuid not null references cases,
    at timestamptz not null,
    complex boolean not null,
    suggested boolean not null,
    rule text not null,
    needs jsonb not null,
    contributions jsonb not null,
    results jsonb not null,
    sealed bytea not null
);
create index clarifications_of_case on clarifications (caseid, id);

-- The catalogue as matching tells of it, for advice.
create table offerings (
    id uuid primary key,
    rung int not null,
    categories text[] not null,
    serves text[] not null,
    capacity int not null
);
create index offerings_of_category on offerings using gin (categories);
