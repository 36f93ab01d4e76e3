-- Put the keys of changed rows into the change log, and tell whoever listens.
create function relay.note_change(p_topic text, p_keys text[]) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_payload text;
begin
    if p_keys is null or p_keys = '{}' then
        return;  -- the statement changed nothing
    end if;
    insert into relay.change_log (topic, key) select p_topic, unnest(p_keys);
    v_payload := json_build_object('topic', p_topic, 'count', cardinality(p_keys), 'keys', p_keys);
    if octet_length(v_payload) > 7900 then
        -- a longer one would fail the writer: the count alone must do
        v_payload := json_build_object('topic', p_topic, 'count', cardinality(p_keys));
    end if;
    perform pg_notify('floor_changed', v_payload);
end;
$$;

comment on function relay.note_change(text, text[]) is
'Logs keys in relay.change_log under a topic and notifies floor_changed with {topic, count, keys}. '
'Says nothing when there are none.';
