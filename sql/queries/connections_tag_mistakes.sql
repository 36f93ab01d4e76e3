-- What is wrong with tags that somebody wants to save in a connection ($1), as far as only the
-- database can know: $2 the tags (jsonb; place is the row), $3 whether they are all it is to have.
-- The first mistake, without a message where its name is unknown; no row where there is none.
with

sent as (
    select
        tags.place,
        tags.tag_id,
        tags.address,
        tags.tag_name,
        tags.machine,
        tags.role,
        -- said once, it holds for all tags of the machine
        bool_or(jsonb_typeof(tags.new_machine) = 'object')
            over (partition by lower(tags.machine)) as has_place,
        tags.states,
        machines.machine_id
    from
        jsonb_to_recordset($2::jsonb) as tags (
            place integer,
            tag_id integer,
            address text,
            tag_name text,
            machine text,
            role text,
            new_machine jsonb,
            states jsonb
        )
    left join floor.machines on lower(tags.machine) = lower(machines.machine_name)
),

-- the tags there will be beside them
others as (
    select
        tags.connection_id,
        tags.address,
        tags.machine_id,
        tags.role,
        tags.tag_name,
        connections.connection_name
    from floor.tags
    inner join floor.connections on tags.connection_id = connections.connection_id
    where
        (tags.connection_id <> $1 or not $3)
        and not exists (
            select from sent
            where sent.tag_id = tags.tag_id
        )
),

states as (
    select
        sent.place,
        state.reason,
        state.product
    from sent
    cross join jsonb_to_recordset(sent.states) as state (reason text, product text)
),

mistakes as (
    select
        sent.place,
        409 as status,
        'tag_id' as field,
        sent.tag_id::text as value,
        format('The tag %s is gone.', sent.tag_id) as message,
        'Somebody deleted it meanwhile: load the tags again.' as hint
    from sent
    where
        sent.tag_id is not null
        and not exists (
            select from floor.tags
            where tags.tag_id = sent.tag_id and tags.connection_id = $1
        )

    union all

    select
        sent.place,
        400 as status,
        'machine' as field,
        sent.machine as value,
        null as message,
        null as hint
    from sent
    where
        sent.machine is not null
        and sent.machine_id is null
        and sent.has_place is not true

    union all

    select
        states.place,
        400 as status,
        'reason' as field,
        states.reason as value,
        null as message,
        null as hint
    from states
    left join floor.reasons on lower(states.reason) = lower(reasons.reason_name)
    where states.reason is not null and reasons.reason_id is null

    union all

    select
        states.place,
        400 as status,
        'product' as field,
        states.product as value,
        null as message,
        null as hint
    from states
    left join floor.products on lower(states.product) = lower(products.product_name)
    where states.product is not null and products.product_id is null

    union all

    select
        sent.place,
        400 as status,
        'role' as field,
        sent.role as value,
        format(
            '%s has a tag with the role %s already: "%s" of the connection "%s".',
            sent.machine,
            sent.role,
            others.tag_name,
            others.connection_name
        ) as message,
        'Two would contradict each other: give one of them the role value.' as hint
    from sent
    inner join others on sent.machine_id = others.machine_id and sent.role = others.role
    where sent.role in ('status', 'reason', 'product')

    union all

    select
        sent.place,
        400 as status,
        'address' as field,
        sent.address as value,
        format(
            'The address has the same role for the same machine already: "%s".', others.tag_name
        ) as message,
        'Leave it out, or change that tag.' as hint
    from sent
    inner join others
        on
            sent.address = others.address
            and sent.role = others.role
            and sent.machine_id is not distinct from others.machine_id
    where others.connection_id = $1 and (sent.machine is null or sent.machine_id is not null)
)

select
    mistakes.place,
    mistakes.status,
    mistakes.field,
    mistakes.value,
    mistakes.message,
    mistakes.hint
from mistakes
order by mistakes.place
limit 1;
