-- Forget old entries of the change log.
create function relay.trim(p_keep interval default '15 minutes') returns bigint
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_before xid8;
    v_deleted bigint;
begin
    if not pg_try_advisory_xact_lock(hashtext('relay.trim')) then
        return 0;  -- another server is at it
    end if;
    insert into relay.horizons default values on conflict do nothing;
    -- An entry may go once its transaction ended before a moment that is old enough. Its own
    -- age would not do: a transaction open for an hour becomes visible when it commits.
    select max(horizons.oldest_running) into v_before
    from relay.horizons
    where horizons.taken_at <= clock_timestamp() - p_keep;
    if v_before is null then
        return 0;
    end if;
    delete from relay.change_log where change_log.xid < v_before;
    get diagnostics v_deleted = row_count;
    update relay.epoch set trimmed_before = v_before where epoch.trimmed_before < v_before;
    delete from relay.horizons where horizons.oldest_running < v_before;
    return v_deleted;
end;
$$;

comment on function relay.trim(interval) is
'Deletes entries of the change log that every cursor younger than p_keep has seen; returns how '
'many. '
'Cheap and safe to call at any time; servers call it every minute.';
