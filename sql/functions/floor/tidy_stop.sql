-- Have each part of a stop begin with the one event that says its reason.
create function floor.tidy_stop(
    p_machine_id integer, p_started_at timestamptz, p_ended_at timestamptz
) returns void
language sql volatile
set search_path = pg_catalog, pg_temp
as $$
    with

    events as (
        select
            status_events.at,
            status_events.reason_id
        from floor.status_events
        where
            status_events.machine_id = p_machine_id
            and status_events.at >= p_started_at
            and status_events.at < coalesce(p_ended_at, 'infinity')
    ),

    given as (
        select
            events.*,
            lag(events.reason_id) over (order by events.at) as reason_before_id
        from events
        where events.reason_id is not null
    ),

    parts as (
        select
            case when given.reason_before_id is null then p_started_at else given.at end as at,
            given.reason_id
        from given
        where given.reason_id is distinct from given.reason_before_id
    ),

    final as (
        select
            events.at,
            parts.reason_id
        from events
        left join parts on events.at = parts.at
        where events.reason_id is distinct from parts.reason_id
    )

    update floor.status_events as kept
    set reason_id = final.reason_id
    from final
    where kept.machine_id = p_machine_id and kept.at = final.at;
$$;

comment on function floor.tidy_stop(integer, timestamptz, timestamptz) is
'Has each part of a stop begin with the one event that says its reason, and the first part with '
'the stop: the same stop in other words, which edits can rely on. p_ended_at null: it lasts.';
