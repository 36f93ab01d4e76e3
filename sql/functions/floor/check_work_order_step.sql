-- Refuse an illegal step of a work order.
create function floor.check_work_order_step(
    p_work_order_id integer, p_from_status text, p_to_status text, p_note text
) returns void
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_step record;
    v_choices constant text := (
        select string_agg(
            steps.to_status || ' (' || steps.label || ')', ', ' order by steps.sort_order
        )
        from floor.work_order_transitions as steps
        where steps.from_status = p_from_status
    );
begin
    if not exists (
        select from floor.work_order_transitions as steps
        where p_to_status in (steps.from_status, steps.to_status)
    ) then
        raise exception 'status "%" is unknown', p_to_status
        using errcode = 'check_violation', column = 'status',
            hint = 'Choose open, assigned, in_progress, on_hold, done, verified or cancelled.';
    end if;

    select * into v_step
    from floor.work_order_transitions as steps
    where steps.from_status = p_from_status and steps.to_status = p_to_status;
    if not found then
        raise exception 'work order % is %: it cannot become %',
            p_work_order_id, p_from_status, p_to_status
        using errcode = 'FC409', column = 'status',
            hint = coalesce(
                'From ' || p_from_status || ' it can become: ' || v_choices || '.',
                format('Nothing follows %s: open a new work order.', p_from_status)
            );
    end if;
    if v_step.is_note_needed and btrim(p_note) = '' then
        raise exception 'work order % cannot become % without a note',
            p_work_order_id, p_to_status
        using errcode = 'check_violation', column = 'status_note',
            hint = case p_to_status
                when 'on_hold' then 'Say what it waits for (status_note).'
                else 'Say why (status_note).'
            end;
    end if;
end;
$$;

comment on function floor.check_work_order_step(integer, text, text, text) is
'Raises FC409, naming the legal ones, where floor.work_order_transitions has no such step of a '
'work order; check_violation for an unknown status, and where the step needs a note and has none.';
