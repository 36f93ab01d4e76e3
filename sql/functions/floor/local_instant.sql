-- The instant of a local time, where clocks that change make it missing or ambiguous too.
--
-- "at time zone" alone is not monotone: with clocks that skip 02:00 to 03:00 it puts 02:30 behind
-- 03:00, and a shift that ends at the one would overlap a shift that begins at the other.
create function floor.local_instant(p_local timestamp, p_time_zone text) returns timestamptz
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    -- of a time that comes twice the second, of a skipped one what clocks show as much later
    v_at constant timestamptz := p_local at time zone p_time_zone;
    v_skipped constant interval := (v_at at time zone p_time_zone) - p_local;
    v_first timestamptz;
begin
    if v_skipped > interval '0' then
        -- clocks change at whole minutes; the first one from the local time on is the change
        return (
            select min(minute.at)
            from generate_series(
                date_trunc('minute', v_at - v_skipped),
                v_at + interval '1 minute',
                interval '1 minute'
            ) as minute (at)
            where minute.at at time zone p_time_zone >= p_local
        );
    end if;
    -- what it is by the clock of the day before
    v_first := v_at - (
        ((v_at - interval '24 hours') at time zone p_time_zone) - (p_local - interval '24 hours')
    );
    if v_first < v_at and v_first at time zone p_time_zone = p_local then
        return v_first;
    end if;
    return v_at;
end;
$$;

comment on function floor.local_instant(timestamp, text) is
'The first instant at which clocks of the zone show this local time, or one after it: of a time '
'that comes twice the first, of a skipped one the instant clocks are put forward. A later local '
'time never gives an earlier instant.';
