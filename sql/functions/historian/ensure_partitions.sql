-- Make room for late samples, as far back as samples are kept.
create function historian.ensure_partitions(p_from date, p_to date) returns integer
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_today constant date := (clock_timestamp() at time zone 'UTC')::date;
    v_retention historian.retention;
    v_made integer;
begin
    select * into strict v_retention from historian.retention;
    if p_from < v_today - v_retention.keep_days then
        raise exception 'samples of % are older than the % days that are kept',
            p_from, v_retention.keep_days
        using errcode = 'datetime_field_overflow', hint = format(
            'To keep them, run "update historian.retention set keep_days = %s".', v_today - p_from
        );
    end if;
    if p_to > v_today + v_retention.ahead_days then
        raise exception '% lies more than % days ahead', p_to, v_retention.ahead_days
        using errcode = 'datetime_field_overflow',
            hint = 'Check the clock and the time zone of the sender.';
    end if;
    -- one at a time: a second one finds them made
    perform pg_advisory_xact_lock(hashtext('historian.partitions'));
    select coalesce(sum(historian.add_partitions(p_from + days.number)), 0) into v_made
    from generate_series(0, p_to - p_from) as days (number);
    return v_made;
end;
$$;

comment on function historian.ensure_partitions(date, date) is
'Makes the missing partitions of these UTC days, both included, for late samples; returns how '
'many tables. Raises an error for days beyond historian.retention.';
