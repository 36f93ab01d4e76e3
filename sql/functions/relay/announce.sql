-- Announce a table: every change of its rows goes into the change feed.
create function relay.announce(p_table regclass, p_topic text, p_keys text) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_event record;
begin
    -- PostgreSQL wants one trigger per event where transition tables are named
    for v_event in
        select * from (values
            ('insert', 'new table as new_rows'),
            ('update', 'old table as old_rows new table as new_rows'),
            ('delete', 'old table as old_rows')
        ) as events (name, transition_tables)
    loop
        -- The 9 puts it last: triggers of one event fire by name.
        execute format(
            'create trigger %I after %s on %s referencing %s for each statement'
            ' execute function relay.note_change(%L, %L)',
            '9_note_' || p_topic || '_' || v_event.name, v_event.name, p_table,
            v_event.transition_tables, p_topic, p_keys
        );
        execute format(
            'comment on trigger %I on %s is %L',
            '9_note_' || p_topic || '_' || v_event.name, p_table,
            format('Announces rows touched by an %s under the topic %s.', v_event.name, p_topic)
        );
    end loop;
end;
$$;

comment on function relay.announce(regclass, text, text) is
'Creates the statement triggers that announce changes of a table. Arguments: the table; the topic; '
'a query over "changed" (the rows that differ, old and new) that returns the keys to announce.';
