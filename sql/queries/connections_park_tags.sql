-- Before tags of a connection ($1) are written ($2, jsonb): what holds a place that another of
-- them claims makes room, or two that change places would be in each other's way. It is written
-- right after, in the same transaction.
with

sent as (
    select
        tags.tag_id,
        tags.address,
        tags.role,
        machines.machine_id
    from
        jsonb_to_recordset($2::jsonb) as tags (
            tag_id integer, address text, machine text, role text
        )
    left join floor.machines on lower(tags.machine) = lower(machines.machine_name)
)

update floor.tags
set
    address = tags.address || ' (' || tags.tag_id || ')',
    role = 'value'
where
    tags.connection_id = $1
    and exists (
        select from sent
        where
            sent.tag_id is distinct from tags.tag_id
            and sent.role = tags.role
            and sent.machine_id is not distinct from tags.machine_id
            and (
                sent.address = tags.address
                or tags.role in ('status', 'reason', 'product')
            )
    );
