-- Refuse to give a work order to nobody, or to somebody who left.
create function floor.check_work_order_assignee(
    p_work_order_id integer, p_status text, p_assignee_id integer
) returns void
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_employee record;
begin
    if p_assignee_id is null then
        if p_status not in ('open', 'cancelled') then
            raise exception 'work order % cannot be % without an assignee', p_work_order_id, p_status
            using errcode = 'check_violation', column = 'assignee_id',
                hint = 'Say who does it (assignee_id).';
        end if;
        return;
    end if;
    select
        employees.employee_name,
        employees.retired_at
    into v_employee
    from floor.employees
    where employees.employee_id = p_assignee_id;
    if not found then
        raise exception 'there is no employee %', p_assignee_id
        using errcode = 'FC404', column = 'assignee_id',
            hint = 'Choose one of floor.employees.';
    elsif v_employee.retired_at is not null then
        raise exception '% has left and gets no work orders', v_employee.employee_name
        using errcode = 'check_violation', column = 'assignee_id',
            hint = 'Choose somebody else.';
    end if;
end;
$$;

comment on function floor.check_work_order_assignee(integer, text, integer) is
'Raises where a work order in that status needs an assignee and has none, and where the assignee '
'is unknown or has left.';
