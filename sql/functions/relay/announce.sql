-- Announce a table: every change of its rows goes into the change feed.
--
-- Writes a trigger function for the table and the topic, and hangs it on each event. The
-- statements stand in that function as plain SQL, so that a session plans them once; a
-- general function would have to plan them at every write.
create function relay.announce(p_table regclass, p_topic text, p_keys text) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_table constant name := (select pg_class.relname from pg_class where pg_class.oid = p_table);
    v_function constant text := format('relay.%I()', format('tg_note_%s_of_%s', p_topic, v_table));
    v_keys constant text := format(
        'select array_agg(keys.key) into v_keys'
        ' from (select distinct * from (%s) as found) as keys (key)',
        p_keys
    );
    v_event record;
begin
    execute format(
        $function$
        create function %1$s returns trigger
        language plpgsql volatile security definer
        set search_path = pg_catalog, pg_temp
        as $body$
        declare
            v_keys text[];
        begin
            case tg_op
                when 'INSERT' then
                    with changed as (table new_rows) %2$s;
                when 'DELETE' then
                    with changed as (table old_rows) %2$s;
                when 'UPDATE' then
                    with changed as (
                        (table new_rows except table old_rows)
                        union all
                        (table old_rows except table new_rows)
                    )
                    %2$s;
                else
                    -- truncate names no rows: all of the topic, while they can still be seen
                    select array_agg(live_rows.key) into v_keys
                    from relay.live_rows
                    where live_rows.topic = %3$L;
            end case;
            perform relay.note_change(%3$L, v_keys);
            return null;
        end;
        $body$;
        $function$,
        v_function, v_keys, p_topic
    );
    execute format(
        'comment on function %s is %L',
        v_function, format('Trigger: announces changed rows of %s under the topic %s.', p_table, p_topic)
    );

    -- PostgreSQL wants one trigger per event where transition tables are named
    for v_event in
        select * from (values
            ('after', 'insert', 'referencing new table as new_rows'),
            ('after', 'update', 'referencing old table as old_rows new table as new_rows'),
            ('after', 'delete', 'referencing old table as old_rows'),
            ('before', 'truncate', '')
        ) as events (timing, name, transition_tables)
    loop
        -- The 9 puts it last: triggers of one event fire by name.
        execute format(
            'create trigger %I %s %s on %s %s for each statement execute function %s',
            '9_note_' || p_topic || '_' || v_event.name, v_event.timing, v_event.name, p_table,
            v_event.transition_tables, v_function
        );
        execute format(
            'comment on trigger %I on %s is %L',
            '9_note_' || p_topic || '_' || v_event.name, p_table,
            format('Announces rows changed by %s under the topic %s.', v_event.name, p_topic)
        );
    end loop;
end;
$$;

comment on function relay.announce(regclass, text, text) is
'Creates the statement triggers that announce changes of a table. Arguments: the table; the topic; '
'a query over "changed" (the rows that differ, old and new) that returns the keys to announce.';
