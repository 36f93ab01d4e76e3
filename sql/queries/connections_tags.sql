-- Tags of a connection ($1) as JSON, with what their values mean and what was last heard of them.
with

states as (
    select
        tag_states.tag_id,
        json_agg(
            json_build_object(
                'raw_value', tag_states.raw_value,
                'status', tag_states.status,
                'reason', reasons.reason_name,
                'product', products.product_name,
                'label', tag_states.label
            )
            -- numbers by their size, the rest by the alphabet, any other value last
            order by
                tag_states.raw_value = '*',
                case
                    when tag_states.raw_value ~ '^-?\d{1,15}$' then tag_states.raw_value::bigint
                end,
                tag_states.raw_value
        ) as rows_json
    from floor.tag_states
    inner join floor.tags on tag_states.tag_id = tags.tag_id
    left join floor.reasons on tag_states.reason_id = reasons.reason_id
    left join floor.products on tag_states.product_id = products.product_id
    where tags.connection_id = $1
    group by tag_states.tag_id
)

select
    json_build_object(
        'tag_id', tags.tag_id,
        'address', tags.address,
        'tag_name', tags.tag_name,
        'machine', machines.machine_name,
        'role', tags.role,
        'unit', tags.unit,
        'scale', tags.scale,
        'shift_by', tags.shift_by,
        'deadband', tags.deadband,
        'counter_modulus', tags.counter_modulus,
        'reset_rule', tags.reset_rule,
        'max_step', tags.max_step,
        'silent_after_s', tags.silent_after_s,
        'is_enabled', tags.is_enabled,
        'states', coalesce(states.rows_json, '[]'),
        -- JSON knows no infinity
        'value', case
            when newest.scaled_value > '-infinity' and newest.scaled_value < 'infinity'
                then newest.scaled_value
        end,
        'text', newest.text_value,
        'quality', newest.quality,
        'at', newest.at,
        'problem', coalesce(tag_problems.problem, ''),
        'hint', coalesce(tag_problems.hint, '')
    )::text as row_json
from floor.tags
left join floor.machines on tags.machine_id = machines.machine_id
left join states on tags.tag_id = states.tag_id
left join lateral (
    select latest_samples.*
    from historian.latest_samples
    where latest_samples.tag_id = tags.tag_id
) as newest on true
left join historian.tag_problems on tags.tag_id = tag_problems.tag_id
where tags.connection_id = $1
order by
    lower(machines.machine_name),
    array_position(
        array['status', 'reason', 'product', 'good', 'scrap', 'total', 'value'], tags.role
    ),
    lower(tags.tag_name),
    tags.tag_id;
