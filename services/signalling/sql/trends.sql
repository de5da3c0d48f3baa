-- name: trends
-- How many signals of each kind were accepted in each neighbourhood: lately, and in the period before it.
select neighbourhood, kind, count(*) filter (where accepted_at >= $2) as lately,
    count(*) filter (where accepted_at < $2) as before
from signal
where accepted_at >= $1 and ($3::text is null or neighbourhood = $3)
group by neighbourhood, kind order by neighbourhood, kind;
