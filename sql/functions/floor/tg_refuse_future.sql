-- Refuse rows from a clock that runs ahead.
create function floor.tg_refuse_future() returns trigger
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_latest timestamptz;
begin
    select max(new_rows.at) into v_latest from new_rows;
    if v_latest > clock_timestamp() + interval '5 minutes' then
        raise exception 'instant % is ahead of this server''s clock (%)',
            v_latest, date_trunc('second', clock_timestamp())
        using errcode = 'datetime_field_overflow',
            hint = 'At most 5 minutes are allowed. Check the clock and the time zone of the sender.';
    end if;
    return null;
end;
$$;

comment on function floor.tg_refuse_future() is
'Trigger: refuses a statement that writes an instant more than 5 minutes ahead of the server''s '
'clock.';
