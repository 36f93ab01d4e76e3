-- What the tags of a machine say now: topic "tags" of the change feed.
-- Grain: one row per machine in use that has an enabled tag.
create view floor.machine_tags as
with

tags as (
    select
        tags.machine_id,
        tags.tag_id,
        tags.tag_name,
        tags.role,
        tags.unit,
        newest.scaled_value as value,
        newest.text_value as text,
        case
            when tags.role in ('status', 'reason', 'product') and newest.severity < 2
                then (
                    select tag_states.label
                    from floor.tag_states
                    where
                        tag_states.tag_id = tags.tag_id
                        and tag_states.raw_value
                        in (historian.raw_text(newest.value, newest.text_value), '*')
                    order by tag_states.raw_value = '*'
                    limit 1
                )
        end as label,
        newest.at,
        newest.quality,
        newest.severity = 0 as is_good,
        connections.connection_name
    from floor.tags
    inner join floor.connections on tags.connection_id = connections.connection_id
    left join lateral (
        select latest_samples.*
        from historian.latest_samples
        where latest_samples.tag_id = tags.tag_id
    ) as newest on true
    where tags.is_enabled
),

final as (
    select
        machines.machine_name,
        lines.line_name as line,
        array_to_json(
            array(
                select to_json(shown.*)
                from (
                    select
                        tags.tag_id,
                        tags.tag_name,
                        tags.role,
                        tags.unit,
                        tags.value,
                        tags.text,
                        tags.label,
                        tags.at,
                        tags.quality,
                        tags.is_good,
                        tags.connection_name
                    from tags
                    where tags.machine_id = machines.machine_id
                    -- what the machine does, what it counts, what else it measures
                    order by
                        array_position(
                            array['status', 'reason', 'product', 'good', 'scrap', 'total'],
                            tags.role
                        ),
                        tags.tag_name
                ) as shown
            )
        ) as tags
    from floor.machines
    inner join floor.lines on machines.line_id = lines.line_id
    where
        machines.retired_at is null
        and exists (
            select
            from floor.tags
            where tags.machine_id = machines.machine_id and tags.is_enabled
        )
)

select * from final;

comment on view floor.machine_tags is
'What the tags of a machine say now; rows of the topic tags. One row per machine in use that has '
'an enabled tag.';
comment on column floor.machine_tags.machine_name is 'Full name; the key of the topic.';
comment on column floor.machine_tags.line is 'Line the machine belongs to.';
comment on column floor.machine_tags.tags is
'Its enabled tags, an array of {tag_id, tag_name, role, unit, value, text, label, at, quality, '
'is_good, connection_name}: status, reason and product first, then counters, then plain values. '
'Value is scaled, null for text; label is what floor.tag_states calls it; what is of the newest '
'sample is null where there is none.';
