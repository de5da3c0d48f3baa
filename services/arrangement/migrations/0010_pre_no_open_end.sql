-- Support on rungs 4 and 5 has a last day or a day on which it is looked at, whatever writes here.
alter table plan add constraint professional_support_has_an_end check (
    not jsonb_path_exists(
        document,
        '$.items[*] ? (@.rung >= 4 && @.state != "intended" && @.until == null && @.review_on == null)'
    )
);
