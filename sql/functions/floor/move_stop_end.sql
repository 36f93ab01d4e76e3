-- Let a stop end earlier or later, or end at all.
create function floor.move_stop_end(
    p_machine_id integer, p_ended_at timestamptz, p_new_ended_at timestamptz
) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_next record;
begin
    if p_new_ended_at is not distinct from p_ended_at then
        return;
    end if;
    -- what the machine was in at the new end, or else what ended the stop
    select
        coalesce(followed.status, 'operational') as status,
        followed.reason_id,
        followed.detail
    into v_next
    from (values (true)) as one (is_only_row)
    left join lateral (
        select status_events.*
        from floor.status_events
        where
            status_events.machine_id = p_machine_id
            and status_events.at >= p_ended_at
            and status_events.at <= greatest(p_ended_at, p_new_ended_at)
        order by status_events.at desc
        limit 1
    ) as followed on true;

    delete from floor.status_events
    where
        status_events.machine_id = p_machine_id
        and status_events.at >= least(p_ended_at, p_new_ended_at)
        and status_events.at <= greatest(coalesce(p_ended_at, 'infinity'), p_new_ended_at);
    insert into floor.status_events (machine_id, at, status, reason_id, detail, source)
    values (p_machine_id, p_new_ended_at, v_next.status, v_next.reason_id, v_next.detail, 'hand');

    insert into floor.stop_edits (machine_id, kind, from_at, to_at)
    values (
        p_machine_id,
        'times',
        least(p_ended_at, p_new_ended_at),
        greatest(p_ended_at, p_new_ended_at)
    );
end;
$$;

comment on function floor.move_stop_end(integer, timestamptz, timestamptz) is
'Lets a stop that ended at p_ended_at (null: it lasts) end at p_new_ended_at: then comes what '
'followed it, or after a stop that lasts, operation. Part of floor.retime_stop(), which checks who '
'may, and whether it can be.';
