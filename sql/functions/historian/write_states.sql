-- Make the status events of machines what the stored samples say.
create function historian.write_states(
    p_machines integer[], p_from timestamptz[], p_until timestamptz[]
) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
-- planned each time: there may be one event or a million, and a thousand stretches or one
set plan_cache_mode = force_custom_plan
-- the newest of few rows each: by index and in its order
set enable_bitmapscan = off
set jit = off
as $$
begin
    with

    events as (
        select event.*
        from unnest(p_machines, p_from, p_until) as listed (machine_id, from_at, until_at)
        cross join lateral (
            select status_events.*
            from floor.status_events
            where
                status_events.machine_id = listed.machine_id
                and status_events.at >= listed.from_at
                and status_events.at <= listed.until_at
            -- holds the planner to looking up the events of each stretch
            offset 0 -- noqa: AM09
        ) as event
    ),

    -- What is said and what is stored, side by side. Grouped, not joined: it takes one sort
    -- however many there are, which nobody knows beforehand.
    instants as (
        select
            both_sides.machine_id,
            both_sides.at,
            coalesce(bool_or(both_sides.is_said), false) as is_said,
            max(both_sides.status) as status,
            max(both_sides.reason_id) as reason_id,
            max(both_sides.detail) as detail,
            max(both_sides.from_at) as from_at,
            bool_or(both_sides.is_first) as is_first,
            bool_or(both_sides.is_repeat) as is_repeat,
            max(both_sides.stored_status) as stored_status,
            max(both_sides.stored_reason_id) as stored_reason_id,
            max(both_sides.stored_detail) as stored_detail,
            max(both_sides.stored_source) as stored_source
        from (
            select
                said.machine_id,
                said.at,
                true as is_said,
                said.status,
                said.reason_id,
                said.detail,
                said.from_at,
                said.is_first,
                said.is_repeat,
                null as stored_status,
                null::integer as stored_reason_id,
                null as stored_detail,
                null as stored_source
            from historian.states_over(p_machines, p_from, p_until) as said
            union all
            select
                events.machine_id,
                events.at,
                null as is_said,
                null as status,
                null as reason_id,
                null as detail,
                null as from_at,
                null as is_first,
                null as is_repeat,
                events.status as stored_status,
                events.reason_id as stored_reason_id,
                events.detail as stored_detail,
                events.source as stored_source
            from events
        ) as both_sides
        group by both_sides.machine_id, both_sides.at
    ),

    -- without a status tag there is nothing to derive, and nothing to take back
    told as (
        select
            instants.*,
            connections.protocol || ':' || connections.connection_name as source
        from instants
        inner join floor.tags on instants.machine_id = tags.machine_id and tags.role = 'status'
        inner join floor.connections on tags.connection_id = connections.connection_id
    ),

    judged as materialized (
        select
            told.*,
            -- A change is an event. So is a first state that repeats those before it, where the
            -- event before it says something else: values had another meaning then, or the tag
            -- belonged to another machine.
            told.is_said and (
                not told.is_repeat
                or (
                    told.is_first
                    and (told.status, told.detail)
                    is distinct from (event_before.status, event_before.detail)
                )
            ) as is_event,
            coalesce(held.has_times, false) as is_held,
            -- why a machine is down may be for people to say, also that nobody knows
            told.status = 'down' and coalesce(held.has_reason, false) as is_reason_held,
            case
                when told.stored_reason_id is null then false
                when told.status = 'down' and held.has_reason then true
                else historian.is_given_reason(told.machine_id, told.stored_reason_id)
            end as is_reason_given
        from told
        left join lateral (
            select
                status_events.status,
                status_events.detail
            from floor.status_events
            where
                told.is_first
                and told.is_repeat
                and status_events.machine_id = told.machine_id
                and status_events.source = told.source
                and status_events.at < told.from_at
            order by status_events.at desc
            limit 1
        ) as event_before on true
        -- what people put right stays as they left it
        left join lateral (
            select
                bool_or(stop_edits.kind = 'times') as has_times,
                bool_or(stop_edits.kind = 'reason') as has_reason
            from floor.stop_edits
            where
                stop_edits.machine_id = told.machine_id
                and stop_edits.to_at >= told.at
                and stop_edits.from_at <= told.at
            offset 0 -- noqa: AM09
        ) as held on true
    ),

    gone as (
        delete from floor.status_events as kept
        using judged
        where
            kept.machine_id = judged.machine_id
            and kept.at = judged.at
            and judged.stored_source = judged.source
            and not judged.is_event
            and not judged.is_held
            -- a reason given by hand stays with its event, though that only repeats by now
            and not (
                judged.is_said and judged.status = judged.stored_status and judged.is_reason_given
            )
    ),

    final as (
        select
            judged.*,
            case
                when
                    judged.is_reason_held
                    or (judged.reason_id is null and judged.is_reason_given)
                    then judged.stored_reason_id
                else judged.reason_id
            end as reason_to_store_id
        from judged
        where judged.is_event and not judged.is_held
    )

    insert into floor.status_events as kept (machine_id, at, status, reason_id, detail, source)
    select
        final.machine_id,
        final.at,
        final.status,
        final.reason_to_store_id,
        final.detail,
        final.source
    from final
    where
        (final.status, final.reason_to_store_id, final.detail)
        is distinct from (final.stored_status, final.stored_reason_id, final.stored_detail)
    on conflict (machine_id, at) do update
    set
        status = excluded.status,
        reason_id = excluded.reason_id,
        detail = excluded.detail,
        source = excluded.source,
        recorded_at = excluded.recorded_at,
        recorded_by = excluded.recorded_by;
end;
$$;

comment on function historian.write_states(integer[], timestamptz[], timestamptz[]) is
'Makes floor.status_events of machines what historian.states_over() says for these stretches, both '
'ends included. Writes events where status, reason or detail change, deletes those of the status '
'tag''s connection that no longer follow, and touches nothing that is right already. A reason '
'given by hand stays, and so does what people put right (floor.stop_edits). Three lists of one '
'length; stretches of one machine do not overlap.';
