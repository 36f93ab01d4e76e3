-- Derive states and jobs of machines anew from the stored samples.
create function historian.derive_states(
    p_machines integer[], p_from timestamptz[], p_to timestamptz[]
) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
    v_tags integer[];
    v_from timestamptz[];
    v_to timestamptz[];
begin
    select array_agg(tags.tag_id), array_agg(listed.from_at), array_agg(listed.to_at)
    into v_tags, v_from, v_to
    from unnest(p_machines, p_from, p_to) as listed (machine_id, from_at, to_at)
    inner join floor.tags
        on
            listed.machine_id = tags.machine_id
            and tags.role in ('status', 'reason', 'product');

    if v_tags is not null then
        perform historian.derive_from_tags(v_tags, v_from, v_to);
    end if;
end;
$$;

comment on function historian.derive_states(integer[], timestamptz[], timestamptz[]) is
'Derives floor.status_events and floor.job_events of machines anew from the stored samples of '
'these periods, both ends included, and up to the next sample after them; writes only what '
'differs. Three lists of one length; -infinity and infinity are allowed. Triggers do this whenever '
'samples change. A changed meaning of values (floor.tag_states) is applied to the current state at '
'once; call this to apply it to history, for example select historian.derive_states(array[7], '
'array[now() - interval ''7 days''], array[now()]).';
