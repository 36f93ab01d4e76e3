-- Turn a write to machine_feed_stream into a status event.
create function floor.tg_write_feed() returns trigger
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_status constant text := lower(btrim(new.status));
    v_machine_id integer;
    v_reason_id integer;
    v_at timestamptz := new.datetime;
begin
    if tg_op = 'UPDATE' then
        if new.machine_name is distinct from old.machine_name then
            raise exception 'machine_feed_stream cannot rename machine "%" to "%"',
                old.machine_name, new.machine_name
            using errcode = 'feature_not_supported',
                hint = 'A status feed only changes status, datetime, detail and reason. '
                'Rename machines in floor.toml.';
        end if;
        if new.datetime is not distinct from old.datetime then
            v_at := null;  -- not given: now
        end if;
    end if;
    v_machine_id := floor.machine_id(new.machine_name);
    if v_status is null or v_status not in ('operational', 'warning', 'down', 'no_data') then
        raise exception 'status "%" is unknown (machine "%")', new.status, new.machine_name
        using errcode = 'check_violation', hint = 'Choose operational, warning, down or no_data.';
    end if;
    if new.reason is not null and (tg_op = 'INSERT' or new.reason is distinct from old.reason) then
        v_reason_id := floor.reason_id(new.reason);
    end if;

    insert into floor.status_events as kept (machine_id, at, status, detail, reason_id)
    values (
        v_machine_id,
        coalesce(v_at, now()),
        v_status,
        case when tg_op = 'INSERT' or new.detail is distinct from old.detail then new.detail end,
        v_reason_id
    )
    on conflict (machine_id, at) do update
    set
        status = excluded.status,
        detail = excluded.detail,
        reason_id = excluded.reason_id,
        source = excluded.source,
        recorded_at = excluded.recorded_at,
        recorded_by = excluded.recorded_by
    where (kept.status, kept.detail, kept.reason_id)
    is distinct from (excluded.status, excluded.detail, excluded.reason_id);
    perform set_config('floor.feed_rows', '1', true);
    return new;
end;
$$;

comment on function floor.tg_write_feed() is
'Trigger: an insert or update of machine_feed_stream becomes a row of floor.status_events. '
'Status, machine and reason are taken however they are typed; unknown ones raise an error that '
'names the choices.';
