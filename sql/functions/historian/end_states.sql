-- Nobody tells the state of machines any more.
create function historian.end_states(p_machines integer[], p_sources text[], p_details text[])
returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into floor.status_events (machine_id, at, status, detail, source)
    select
        listed.machine_id,
        greatest(clock_timestamp(), newest.at + interval '1 microsecond'),
        'no_data',
        listed.detail,
        listed.source
    from unnest(p_machines, p_sources, p_details) as listed (machine_id, source, detail)
    cross join lateral (
        select max(status_events.at) as at
        from floor.status_events
        where status_events.machine_id = listed.machine_id
    ) as newest
    where exists (
        select
        from floor.status_events
        where
            status_events.machine_id = listed.machine_id
            and status_events.source = listed.source
    );
end;
$$;

comment on function historian.end_states(integer[], text[], text[]) is
'Writes a no_data event now for machines whose status tag is gone, each with its source and '
'detail; not where that source never said anything. Three lists of one length.';
