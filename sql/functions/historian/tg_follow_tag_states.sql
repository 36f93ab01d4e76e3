-- Values have another meaning: the current state follows at once.
create function historian.tg_follow_tag_states() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_tags integer[];
    v_reasons integer[];
begin
    case tg_op
        when 'INSERT' then
            select array_agg(distinct new_rows.tag_id) into v_tags from new_rows;
        when 'DELETE' then
            select
                array_agg(distinct old_rows.tag_id),
                array_agg(distinct old_rows.reason_id)
                filter (where old_rows.reason_id is not null)
            into v_tags, v_reasons
            from old_rows;
        else
            select
                array_agg(distinct changed.tag_id),
                array_agg(distinct changed.reason_id)
                filter (where changed.is_old and changed.reason_id is not null)
            into v_tags, v_reasons
            from (
                select
                    true as is_old,
                    gone.*
                from (table old_rows except table new_rows) as gone
                union all
                select
                    false as is_old,
                    come.*
                from (table new_rows except table old_rows) as come
            ) as changed;
    end case;

    if v_reasons is not null then
        -- what only the old meaning gave would else pass for given by hand
        update floor.status_events as kept
        set reason_id = null
        from floor.tags
        inner join floor.tags as speakers
            on tags.machine_id = speakers.machine_id and speakers.role = 'status'
        inner join floor.connections on speakers.connection_id = connections.connection_id
        where
            tags.tag_id = any(v_tags)
            and kept.machine_id = tags.machine_id
            and kept.at = (
                select max(status_events.at)
                from floor.status_events
                where
                    status_events.machine_id = tags.machine_id
                    and status_events.source
                    = connections.protocol || ':' || connections.connection_name
            )
            and kept.reason_id = any(v_reasons);
    end if;
    if v_tags is not null then
        perform historian.derive_current(v_tags);
    end if;
    return null;
end;
$$;

comment on function historian.tg_follow_tag_states() is
'Trigger on floor.tag_states: derives the current state and job of machines anew whose values have '
'another meaning now.';
