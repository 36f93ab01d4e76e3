-- Audit a table: whoever changes a row of it is written down in floor.audit_log.
create function floor.audit(
    p_table regclass,
    p_hidden text[] default '{}',
    p_ignored text[] default '{}',
    p_left_out text default 'false'
) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    -- a setting is not the word of a page: what acts for people is neither machine nor history
    v_left_out constant text := replace(
        replace(
            p_left_out, '{machine}',
            'current_setting(''floor.is_machine'', true) = ''on'' and current_setting(''role'') <> ''app'''
        ),
        '{history}',
        'current_setting(''floor.is_history'', true) = ''on'' and current_setting(''role'') <> ''app'''
    );
    v_keys constant text[] := array(
        select pg_attribute.attname::text
        from pg_index
        cross join unnest(pg_index.indkey) with ordinality as parts (attnum, place)
        inner join pg_attribute
            on pg_index.indrelid = pg_attribute.attrelid and parts.attnum = pg_attribute.attnum
        where pg_index.indrelid = p_table and pg_index.indisprimary
        order by parts.place
    );
    v_event record;
begin
    for v_event in
        select * from (values
            ('insert', 'after insert', 'row', array['new']),
            ('update', 'after update', 'row', array['old', 'new']),
            ('delete', 'after delete', 'row', array['old']),
            ('truncate', 'before truncate', 'statement', '{}')
        ) as events (name, timing, level, records)
    loop
        execute format(
            'create trigger %I %s on %s for each %s when ((%s) is not true)'
            ' execute function floor.tg_audit(%L, %L, %L)',
            '8_audit_' || v_event.name, v_event.timing, p_table, v_event.level,
            coalesce(
                (
                    select string_agg('(' || replace(v_left_out, '{row}', records.name) || ')', ' and ')
                    from unnest(v_event.records) as records (name)
                ),
                'false'
            ),
            v_keys, p_hidden, p_ignored
        );
        execute format(
            'comment on trigger %I on %s is %L',
            '8_audit_' || v_event.name, p_table,
            format('Writes down in floor.audit_log who changes rows by %s.', v_event.name)
        );
    end loop;
end;
$$;

comment on function floor.audit(regclass, text[], text[], text) is
'Puts a table under audit: each row that differs after an insert, update or delete, and each '
'truncate, becomes a row of floor.audit_log. p_hidden: columns whose values are not written down, '
'only that they changed. p_ignored: columns that may change unrecorded. p_left_out: a condition '
'on {row}; rows that meet it before and after are left out, because no person wrote them. In it, '
'{machine} is whether a program of ours writes what machines say (setting floor.is_machine), '
'{history} whether it makes up a past (floor.is_history); the role app can use neither.';
