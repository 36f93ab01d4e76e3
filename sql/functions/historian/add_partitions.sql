-- Make the partitions of a UTC day, where they are missing.
create function historian.add_partitions(p_day date) returns integer
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_parent name;
    v_child text;
    v_made integer := 0;
begin
    foreach v_parent in array array['samples', 'counter_steps']::name[] loop
        v_child := format('historian.%I', v_parent || to_char(p_day, '_YYYYMMDD'));
        continue when to_regclass(v_child) is not null;
        -- made apart and then attached: "partition of" would lock out readers and writers
        execute format('create table %s (like historian.%I including all)', v_child, v_parent);
        execute format(
            'alter table historian.%I attach partition %s for values from (%L) to (%L)',
            v_parent, v_child,
            p_day::timestamp at time zone 'UTC', (p_day + 1)::timestamp at time zone 'UTC'
        );
        v_made := v_made + 1;
    end loop;
    return v_made;
end;
$$;

comment on function historian.add_partitions(date) is
'Makes the partitions of a UTC day of historian.samples and historian.counter_steps, unless they '
'are there; returns how many. Called by historian.keep_partitions() and '
'historian.ensure_partitions().';
