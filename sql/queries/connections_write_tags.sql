-- Write tags of a connection ($1): $2 (jsonb) holds each; with a tag_id it is changed where it
-- differs, else it is new. Machines are there already.
with

sent as (
    select
        tags.*,
        machines.machine_id
    from
        jsonb_to_recordset($2::jsonb) as tags (
            place integer,
            tag_id integer,
            address text,
            tag_name text,
            machine text,
            role text,
            unit text,
            scale double precision,
            shift_by double precision,
            deadband double precision,
            counter_modulus bigint,
            reset_rule text,
            max_step bigint,
            silent_after_s double precision,
            is_enabled boolean
        )
    left join floor.machines on lower(tags.machine) = lower(machines.machine_name)
),

changed as (
    update floor.tags
    set
        address = sent.address,
        tag_name = sent.tag_name,
        machine_id = sent.machine_id,
        role = sent.role,
        unit = sent.unit,
        scale = sent.scale,
        shift_by = sent.shift_by,
        deadband = sent.deadband,
        counter_modulus = sent.counter_modulus,
        reset_rule = sent.reset_rule,
        max_step = sent.max_step,
        silent_after_s = sent.silent_after_s,
        is_enabled = sent.is_enabled
    from sent
    where
        tags.tag_id = sent.tag_id
        and tags.connection_id = $1
        and (
            tags.address,
            tags.tag_name,
            tags.machine_id,
            tags.role,
            tags.unit,
            tags.scale,
            tags.shift_by,
            tags.deadband,
            tags.counter_modulus,
            tags.reset_rule,
            tags.max_step,
            tags.silent_after_s,
            tags.is_enabled
        ) is distinct from (
            sent.address,
            sent.tag_name,
            sent.machine_id,
            sent.role,
            sent.unit,
            sent.scale,
            sent.shift_by,
            sent.deadband,
            sent.counter_modulus,
            sent.reset_rule,
            sent.max_step,
            sent.silent_after_s,
            sent.is_enabled
        )
)

insert into floor.tags (
    connection_id,
    address,
    tag_name,
    machine_id,
    role,
    unit,
    scale,
    shift_by,
    deadband,
    counter_modulus,
    reset_rule,
    max_step,
    silent_after_s,
    is_enabled
)
select
    $1 as connection_id,
    sent.address,
    sent.tag_name,
    sent.machine_id,
    sent.role,
    sent.unit,
    sent.scale,
    sent.shift_by,
    sent.deadband,
    sent.counter_modulus,
    sent.reset_rule,
    sent.max_step,
    sent.silent_after_s,
    sent.is_enabled
from sent
where sent.tag_id is null
order by sent.place;
