-- Whether a machine is told about by a device of its own.
create function floor.speaks_for_itself(p_machine_id integer) returns boolean
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select exists (
        select from floor.tags
        where tags.machine_id = p_machine_id and tags.role <> 'value' and tags.is_enabled
    );
$$;

comment on function floor.speaks_for_itself(integer) is
'Whether a machine has a tag for its state, its pieces or its product, so that nobody else (the '
'simulator) is to say what it does.';
