-- How the use of a budget stood when it was told last.
create table budget_year (
    id uuid primary key,
    neighbourhood text not null,
    field text not null,
    year int not null,
    use text not null,
    sequence bigint not null,
    unique (neighbourhood, field, year)
);
