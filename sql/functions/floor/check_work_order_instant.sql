-- Refuse an instant that cannot be.
create function floor.check_work_order_instant(
    p_at timestamptz, p_not_before timestamptz, p_column text
) returns void
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if p_at > clock_timestamp() + interval '5 minutes' or not isfinite(p_at) then
        raise exception '% % is ahead of this server''s clock (%)',
            p_column, p_at, date_trunc('second', clock_timestamp())
        using errcode = 'datetime_field_overflow', column = p_column,
            hint = 'At most 5 minutes are allowed. Check the clock and the time zone of the sender.';
    elsif p_at < p_not_before then
        raise exception '% % is before the step that came before it (%)',
            p_column, p_at, p_not_before
        using errcode = 'check_violation', column = p_column,
            hint = 'The steps of a work order follow each other in time.';
    end if;
end;
$$;

comment on function floor.check_work_order_instant(timestamptz, timestamptz, text) is
'Raises where an instant given for the column p_column of a work order lies more than 5 minutes '
'ahead of the server''s clock, or before p_not_before.';
