-- Row-level security of a table: who of those that act through the role app sees and changes what.
create function floor.protect(
    p_table regclass,
    p_place text,
    p_insert text default null,
    p_update text default null,
    p_delete text default null
) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_allowed constant text :=
        '(select floor.may_everywhere(%L)) or ' || case
            when p_place like '%line_id' then p_place || ' in (select floor.lines_where(%L))'
            when p_place = 'nowhere' then 'false and %L is null'
            else p_place || ' in (select floor.machines_where(%L))'
        end;
    v_policy record;
    v_clauses text;
begin
    execute format('alter table %s enable row level security', p_table);
    if to_regrole('app') is null then
        return;  -- told by roles.sql; until it is there nobody acts through it
    end if;
    for v_policy in
        select * from (values
            ('select', 'floor.see'), ('insert', p_insert), ('update', p_update), ('delete', p_delete)
        ) as policies (command, action)
        where policies.action is not null
    loop
        v_clauses := format('(' || v_allowed || ')', v_policy.action, v_policy.action);
        execute format(
            'create policy %I on %s for %s to app %s',
            v_policy.command || '_where_allowed', p_table, v_policy.command,
            case v_policy.command
                when 'insert' then 'with check ' || v_clauses
                when 'update' then 'using ' || v_clauses || ' with check ' || v_clauses
                else 'using ' || v_clauses
            end
        );
        execute format(
            'comment on policy %I on %s is %L',
            v_policy.command || '_where_allowed', p_table,
            format('Allows %s where the person who acts has the right %s.', v_policy.command, v_policy.action)
        );
    end loop;
end;
$$;

comment on function floor.protect(regclass, text, text, text, text) is
'Puts a table under row-level security for the role app: a row is seen where its person may see its '
'place, and inserted, updated or deleted where the person has the right named '
'(floor.permissions); without one it is refused. p_place: an expression for the row''s machine_id or line_id, or '
'''nowhere'': then only rights that hold everywhere count. The owner is not held to it.';
