-- Running indications under the old law, each once by its reference at the municipality.
create table indication (
    id uuid primary key,
    reference text not null unique,
    sequence bigint not null,
    neighbourhood text not null,
    state text not null,
    until date not null,
    caseid uuid,
    document jsonb not null
) with (fillfactor = 80);
create index indication_open on indication (neighbourhood, until) where state in ('running', 'due', 'in_conversation');
create index indication_case on indication (caseid) where caseid is not null;
