-- Put the keys of the changed rows into the change log, and tell whoever listens.
--
-- One statement trigger per event calls it, with the transition tables named new_rows
-- and old_rows. Argument 1: topic. Argument 2: a query over "changed" (the rows that
-- really differ, in both versions) that returns the keys to note.
create function relay.note_change() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_topic constant text := tg_argv[0];
    v_changed constant text := case tg_op
        when 'INSERT' then 'table new_rows'
        when 'DELETE' then 'table old_rows'
        else '(table new_rows except table old_rows) union all (table old_rows except table new_rows)'
    end;
    v_keys text[];
    v_payload text;
begin
    execute format(
        'with changed as (%s), noted as (insert into relay.change_log (topic, key)'
        ' select distinct %L, keys.key from (%s) as keys (key) returning key)'
        ' select array_agg(noted.key) from noted',
        v_changed, v_topic, tg_argv[1]
    ) into v_keys;
    if v_keys is null then
        return null;  -- the statement changed nothing
    end if;
    v_payload := json_build_object('topic', v_topic, 'count', cardinality(v_keys), 'keys', v_keys);
    if octet_length(v_payload) > 7900 then
        -- a longer one would fail the writer: the count alone must do
        v_payload := json_build_object('topic', v_topic, 'count', cardinality(v_keys));
    end if;
    perform pg_notify('floor_changed', v_payload);
    return null;
end;
$$;

comment on function relay.note_change() is
'Trigger: logs changed keys in relay.change_log and notifies floor_changed with {topic, count, keys}. '
'Arguments: topic; query over "changed" that returns the keys. Says nothing when nothing changed.';
