-- Refuse what is no reason for a stop.
create function floor.refuse_stop_reason(p_reason_id integer) returns void
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_reason record;
begin
    if p_reason_id is null then
        return;
    end if;
    select * into v_reason from floor.reason_tree where reason_tree.reason_id = p_reason_id;
    if not found then
        raise exception 'there is no reason %', p_reason_id
        using errcode = 'FC404', column = 'reason',
            hint = 'All of them: select reason_id, path from floor.reason_tree order by sort_key.';
    elsif v_reason.retired_at is not null then
        raise exception 'the reason "%" is no longer in use', v_reason.reason_name
        using errcode = 'check_violation', column = 'reason', hint = 'Choose one that is.';
    elsif v_reason.oee_factor = 'quality' then
        raise exception '"%" is a reason for rejects, not for a stop', v_reason.path
        using errcode = 'check_violation', column = 'reason',
            hint = 'Choose why the machine stood; rejects are entered with the count.';
    end if;
end;
$$;

comment on function floor.refuse_stop_reason(integer) is
'Raises an error for a reason a stop cannot have: an unknown or retired one, or one for rejects. '
'Null is fine.';
