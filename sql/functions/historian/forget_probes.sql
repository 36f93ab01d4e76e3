-- Forget questions to devices that nobody waits for any more.
create function historian.forget_probes(p_keep interval default '10 minutes') returns bigint
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_deleted bigint;
begin
    delete from historian.probes where probes.asked_at < clock_timestamp() - p_keep;
    get diagnostics v_deleted = row_count;
    return v_deleted;
end;
$$;

comment on function historian.forget_probes(interval) is
'Deletes rows of historian.probes older than p_keep, answered or not; returns how many. Servers '
'call it every 10 minutes.';
