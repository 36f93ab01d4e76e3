-- A reclassified reason changes all stops and rejects it was given for, and those of its subtree.
create function floor.tg_mark_reasons() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    with recursive

    changed as (
        select new_rows.reason_id
        from new_rows
        inner join old_rows on new_rows.reason_id = old_rows.reason_id
        where (new_rows.parent_id, new_rows.loss_category, new_rows.is_planned)
        is distinct from (old_rows.parent_id, old_rows.loss_category, old_rows.is_planned)
    ),

    concerned as (
        select changed.reason_id from changed
        union
        select reasons.reason_id
        from floor.reasons
        inner join concerned on reasons.parent_id = concerned.reason_id
    )

    insert into floor.oee_dirty (machine_id, fact, from_at, to_at)
    select status_events.machine_id, 'status', min(status_events.at), max(status_events.at)
    from floor.status_events
    where status_events.reason_id in (select concerned.reason_id from concerned)
    group by status_events.machine_id, date_trunc('day', status_events.at, 'UTC')
    union all
    select production.machine_id, 'pieces', min(production.at), max(production.at)
    from floor.production
    where production.scrap_reason_id in (select concerned.reason_id from concerned)
    group by production.machine_id, date_trunc('day', production.at, 'UTC');
    return null;
end;
$$;

comment on function floor.tg_mark_reasons() is
'Trigger: marks stops and rejects of reclassified reasons in floor.oee_dirty.';
