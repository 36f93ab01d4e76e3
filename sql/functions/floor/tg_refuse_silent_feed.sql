-- An update that meets no machine is almost always a misspelt name: say so.
create function floor.tg_refuse_silent_feed() returns trigger
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_quoted text;
begin
    if tg_when = 'BEFORE' then
        perform set_config('floor.feed_rows', '0', true);
        return null;
    end if;
    if current_setting('floor.feed_rows', true) is distinct from '1' then
        -- the name compared with, where the statement carries it as text and it is to blame
        v_quoted := (regexp_match(current_query(), 'machine_name\s*=\s*''([^'']*)''', 'i'))[1];
        if exists (select from floor.machine_live where machine_live.machine_name = v_quoted) then
            v_quoted := null;
        end if;
        raise exception '%', coalesce(
                'machine "' || v_quoted || '" is unknown: nothing was updated',
                'the update of machine_feed_stream met no machine'
            )
        using errcode = 'no_data_found', hint = floor.machine_choices(coalesce(v_quoted, ''));
    end if;
    return null;
end;
$$;

comment on function floor.tg_refuse_silent_feed() is
'Trigger: an update of machine_feed_stream that meets no machine is an error naming the likely '
'choices, not "UPDATE 0".';
