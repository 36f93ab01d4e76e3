-- Write down who changed a row: before and after, through which program.
-- Arguments: columns of the primary key, hidden columns, ignored columns (see floor.audit).
create function floor.tg_audit() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
-- the same value is always the same text, whoever writes it
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'iso_8601'
as $$
declare
    v_before jsonb;
    v_after jsonb;
    v_column text;
begin
    if tg_op in ('UPDATE', 'DELETE') then
        v_before := to_jsonb(old);
    end if;
    if tg_op in ('INSERT', 'UPDATE') then
        v_after := to_jsonb(new);
    end if;
    if tg_op = 'UPDATE' and v_before - tg_argv[2]::text[] = v_after - tg_argv[2]::text[] then
        return null;
    end if;

    foreach v_column in array tg_argv[1]::text[] loop
        if v_after ->> v_column is not null then
            v_after := jsonb_set(v_after, array[v_column], to_jsonb(
                case
                    when v_before is null or v_before -> v_column = v_after -> v_column then '…'
                    else '… (changed)'
                end
            ));
        end if;
        if v_before ->> v_column is not null then
            v_before := jsonb_set(v_before, array[v_column], to_jsonb(text '…'));
        end if;
    end loop;

    insert into floor.audit_log (person, program, table_name, row_key, action, before, after)
    values (
        floor.person(),
        coalesce(
            nullif(current_setting('floor.program', true), ''),
            nullif(current_setting('application_name'), ''),
            'sql'
        ),
        tg_table_schema || '.' || tg_table_name,
        concat_ws(' ', variadic array(
            select coalesce(v_after, v_before) ->> keys.column_name
            from unnest(tg_argv[0]::text[]) with ordinality as keys (column_name, place)
            order by keys.place
        )),
        lower(tg_op),
        v_before,
        v_after
    );
    return null;
end;
$$;

comment on function floor.tg_audit() is
'Trigger: writes a row of floor.audit_log for a row that was inserted, deleted, or differs after '
'an update; one for a truncate. Times are written in UTC. Hidden columns become …, or … (changed).';
