-- Write what the values of tags of a connection ($1) mean: $2 (jsonb) holds all states of each of
-- these tags, which are there already. Only what differs is written.
with

sent as (
    select
        tags.tag_id,
        given.states
    from
        jsonb_to_recordset($2::jsonb) as given (
            address text, machine text, role text, states jsonb
        )
    left join floor.machines on lower(given.machine) = lower(machines.machine_name)
    inner join floor.tags
        on
            given.address = tags.address
            and given.role = tags.role
            and machines.machine_id is not distinct from tags.machine_id
    where tags.connection_id = $1
),

wanted as (
    select
        sent.tag_id,
        state.raw_value,
        state.status,
        reasons.reason_id,
        products.product_id,
        state.label
    from sent
    cross join
        jsonb_to_recordset(sent.states) as state (
            raw_value text, status text, reason text, product text, label text
        )
    left join floor.reasons on lower(state.reason) = lower(reasons.reason_name)
    left join floor.products on lower(state.product) = lower(products.product_name)
),

forgotten as (
    delete from floor.tag_states
    using sent
    where
        tag_states.tag_id = sent.tag_id
        and not exists (
            select from wanted
            where
                wanted.tag_id = tag_states.tag_id and wanted.raw_value = tag_states.raw_value
        )
)

insert into floor.tag_states as kept (
    tag_id, raw_value, status, reason_id, product_id, label
)
select
    wanted.tag_id,
    wanted.raw_value,
    wanted.status,
    wanted.reason_id,
    wanted.product_id,
    wanted.label
from wanted
on conflict (tag_id, raw_value) do update
    set
        status = excluded.status,
        reason_id = excluded.reason_id,
        product_id = excluded.product_id,
        label = excluded.label
    where (kept.status, kept.reason_id, kept.product_id, kept.label) is distinct from (
        excluded.status, excluded.reason_id, excluded.product_id, excluded.label
    );
