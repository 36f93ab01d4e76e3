-- The newest samples of a connection ($1) that could not be stored, at most $2, as JSON; and how
-- many there are. Always one row.
with

letters as (
    select
        dead_letters.dead_letter_id,
        dead_letters.recorded_at,
        dead_letters.source,
        dead_letters.tag_id,
        tags.tag_name,
        tags.address,
        dead_letters.at,
        dead_letters.server_at,
        dead_letters.value,
        dead_letters.text_value,
        dead_letters.quality,
        dead_letters.reason,
        dead_letters.hint
    from historian.dead_letters
    inner join floor.tags on dead_letters.tag_id = tags.tag_id
    where tags.connection_id = $1
),

newest as (
    select *
    from letters
    order by dead_letter_id desc
    limit $2
)

select
    (
        select count(*)
        from letters
    ) as total,
    (
        select coalesce(json_agg(newest.* order by newest.dead_letter_id desc), '[]')::text
        from newest
    ) as rows_json;
