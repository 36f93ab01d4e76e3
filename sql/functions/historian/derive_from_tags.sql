-- Derive what samples of some tags say of states and products, as far as they reach.
create function historian.derive_from_tags(
    p_tags integer[],
    p_from timestamptz[],
    p_to timestamptz[],
    p_are_new boolean default false
) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
-- off in the trigger that calls this; here few rows are looked up by index in many
set enable_nestloop = on
as $$
declare
    v_machines integer[];
    v_from timestamptz[];
    v_until timestamptz[];
    v_product_machines integer[];
    v_product_from timestamptz[];
    v_product_until timestamptz[];
begin
    -- A state may follow from samples that two sessions write. They take turns, and the later
    -- one sees what the earlier one stored.
    perform pg_advisory_xact_lock(hashtext('historian.derive_from_tags'));

    select
        array_agg(stretches.machine_id) filter (where not stretches.is_product),
        array_agg(stretches.from_at) filter (where not stretches.is_product),
        array_agg(stretches.until_at) filter (where not stretches.is_product),
        array_agg(stretches.machine_id) filter (where stretches.is_product),
        array_agg(stretches.from_at) filter (where stretches.is_product),
        array_agg(stretches.until_at) filter (where stretches.is_product)
    into v_machines, v_from, v_until, v_product_machines, v_product_from, v_product_until
    from historian.stretches_of_tags(p_tags, p_from, p_to, p_are_new) as stretches;

    if v_machines is not null then
        perform historian.write_states(v_machines, v_from, v_until);
    end if;
    if v_product_machines is not null then
        perform historian.write_jobs(v_product_machines, v_product_from, v_product_until);
    end if;
end;
$$;

comment on function
historian.derive_from_tags(integer[], timestamptz[], timestamptz[], boolean) is
'Derives floor.status_events and floor.job_events anew where samples of status, reason and product '
'tags changed in these periods, both ends included: up to the next sample of the tag, because so '
'far its value holds. Three lists of one length, and whether the samples are all new; then those '
'that only repeat the one before them cost next to nothing.';
