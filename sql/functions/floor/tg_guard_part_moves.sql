-- Keep the stock of parts at or above zero.
create function floor.tg_guard_part_moves() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_part record;
    v_stock numeric;
    v_used numeric;
begin
    if tg_op <> 'INSERT' then
        raise exception 'moves of parts stay: they are not changed'
        using errcode = 'FC409', hint = 'Enter the opposite move, with a note.';
    end if;
    if new.work_order_id is not null then
        perform floor.open_work_order_entry(
            new.work_order_id, 'work.do', array['verified', 'cancelled']
        );
    elsif not floor.may_somewhere('work.do') then
        raise exception '% may not do this: it takes the right work.do',
            coalesce(floor.person_name(floor.person()), 'Nobody')
        using errcode = 'insufficient_privilege',
            hint = 'Ask whoever looks after Floorcast for a role that has it.';
    end if;
    if not floor.is_unrestricted() then
        new.moved_by := coalesce(floor.person(), session_user);
        new.moved_at := clock_timestamp();
    end if;
    perform floor.check_work_order_instant(new.moved_at, null, 'moved_at');

    -- who moves the same part takes turns here
    select
        parts.part_name,
        parts.unit
    into v_part
    from floor.parts
    where parts.part_id = new.part_id
    for no key update;
    if not found then
        raise exception 'there is no part %', new.part_id
        using errcode = 'FC404', column = 'part_id', hint = 'Choose one of floor.parts.';
    end if;
    select
        coalesce(sum(part_moves.quantity), 0),
        coalesce(-sum(part_moves.quantity) filter (
            where part_moves.work_order_id = new.work_order_id
        ), 0)
    into v_stock, v_used
    from floor.part_moves
    where part_moves.part_id = new.part_id;
    if v_stock + new.quantity < 0 then
        raise exception '% % of % in stock, % asked',
            trim_scale(v_stock), v_part.unit, v_part.part_name, trim_scale(-new.quantity)
        using errcode = 'FC409', column = 'quantity',
            hint = 'Take fewer, or enter the delivery first.';
    elsif new.work_order_id is not null and new.quantity > v_used then
        raise exception '% % of % were used, % given back',
            trim_scale(v_used), v_part.unit, v_part.part_name, trim_scale(new.quantity)
        using errcode = 'FC409', column = 'quantity',
            hint = 'An order gives back at most what it used.';
    end if;
    return new;
end;
$$;

comment on function floor.tg_guard_part_moves() is
'Trigger: a part that is not there cannot be taken, however many take at once. Orders use parts '
'(work.do) and give back at most what they used, until they are verified or cancelled; deliveries '
'and counts take work.do on some line. Moves are not changed: the opposite one puts things right.';
