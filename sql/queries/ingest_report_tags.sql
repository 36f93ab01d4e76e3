-- The tags that devices refuse: all of those of some connections, none other of them.
-- $1 connections, $2 JSON array: tag_id, problem, hint.
with

told as (
    select
        tags.tag_id,
        listed.problem,
        listed.hint
    from jsonb_to_recordset($2::jsonb) as listed (tag_id integer, problem text, hint text)
    inner join floor.tags on listed.tag_id = tags.tag_id
    for key share of tags
),

solved as (
    delete from historian.tag_problems
    using floor.tags
    where
        tag_problems.tag_id = tags.tag_id
        and tags.connection_id = any($1::integer[])
        and tag_problems.tag_id not in (select told.tag_id from told)
)

insert into historian.tag_problems (tag_id, problem, hint)
select
    told.tag_id,
    told.problem,
    told.hint
from told
on conflict (tag_id) do update
    set
        problem = excluded.problem,
        hint = excluded.hint,
        since_at = excluded.since_at
    where
    (tag_problems.problem, tag_problems.hint)
    is distinct from (excluded.problem, excluded.hint);
