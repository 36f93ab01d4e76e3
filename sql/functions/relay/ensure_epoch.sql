-- Draw a new epoch when a crash has emptied the change log.
create function relay.ensure_epoch() returns uuid
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_epoch_id uuid;
begin
    insert into relay.epoch default values on conflict do nothing;
    select epoch.epoch_id into v_epoch_id from relay.epoch;
    return v_epoch_id;
end;
$$;

comment on function relay.ensure_epoch() is
'Returns the epoch of the change log, drawing one where there is none (first start, or after a '
'crash).';
