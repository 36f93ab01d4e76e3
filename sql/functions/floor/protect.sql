-- Row-level security of a table: who of those that act through the role app sees and changes what.
create function floor.protect(
    p_table regclass,
    p_place text,
    p_insert text default null,
    p_update text default null,
    p_delete text default null,
    p_select text default 'floor.see'
) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    -- each function is called once a statement, not once a row: hence the selects
    v_allowed constant text := '(select floor.may_everywhere(%1$L)) or ' || case
        when p_place = 'nowhere' then 'false'
        when p_place = 'anywhere' then '(select floor.may_somewhere(%1$L))'
        when p_place ~ 'plant_id\)*$' then p_place || ' in (select floor.plants_where(%1$L))'
        when p_place ~ 'line_id\)*$' then p_place || ' in (select floor.lines_where(%1$L))'
        else p_place || ' in (select floor.machines_where(%1$L))'
    end;
    v_policy record;
    v_clause text;
begin
    execute format('alter table %s enable row level security', p_table);
    -- a user of the database is held to grants alone, as everywhere
    execute format(
        'create policy unrestricted_where_allowed on %s using ((select floor.is_unrestricted()))',
        p_table
    );
    execute format(
        'comment on policy unrestricted_where_allowed on %s is %L',
        p_table, 'Programs and database users that act for nobody are held to grants alone.'
    );
    for v_policy in
        select * from (values
            ('select', p_select), ('insert', p_insert), ('update', p_update), ('delete', p_delete)
        ) as policies (command, action)
        where policies.action is not null
    loop
        v_clause := format('(' || v_allowed || ')', v_policy.action);
        if v_policy.command = 'select' and p_place = 'nowhere' then
            v_clause := format('((select floor.may_somewhere(%L)))', v_policy.action);
        end if;
        execute format(
            'create policy %I on %s for %s %s',
            v_policy.command || '_where_allowed', p_table, v_policy.command,
            case v_policy.command
                when 'insert' then 'with check ' || v_clause
                when 'update' then 'using ' || v_clause || ' with check ' || v_clause
                else 'using ' || v_clause
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

comment on function floor.protect(regclass, text, text, text, text, text) is
'Puts a table under row-level security: through the role app a row is seen where its person has '
'the right p_select, and inserted, updated or deleted where the person has the right named '
'(floor.permissions); without one that is refused. p_place says where: an expression for the '
'row''s machine_id, line_id or plant_id (then it ends in that name); ''anywhere'': a right on some '
'line is enough; ''nowhere'': to be changed it takes a right that holds everywhere. The owner, and '
'programs and users of the database that act for nobody, are not held to it.';
