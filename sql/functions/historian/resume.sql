-- An ingester was alive after all while nobody saw it: take back what was said of its silence.
create function historian.resume(p_ingester text, p_started_at timestamptz) returns integer
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_deleted integer;
begin
    -- a server that is marking at this moment, because it saw us silent, shall have done so
    perform pg_advisory_xact_lock(hashtext('historian.mark_silence'));
    delete from historian.samples
    using floor.tags
    inner join floor.connections on tags.connection_id = connections.connection_id
    where
        connections.ingester = p_ingester
        and tags.role = 'status'
        and samples.tag_id = tags.tag_id
        and samples.at >= p_started_at
        and samples.quality = 2148139008
        -- a device that timed out, or a tag that was silent, has a server time
        and samples.server_at is null;
    get diagnostics v_deleted = row_count;
    return v_deleted;
end;
$$;

comment on function historian.resume(text, timestamptz) is
'Deletes what historian.mark_silence() wrote for an ingester since that process started, because '
'it was alive and only the database was away; states are derived anew by trigger. Returns how '
'many marks it took back. Called by the ingester when it reaches the database again.';
