-- An update that meets no machine because of a misspelt name must not pass as "UPDATE 0".
create function floor.tg_refuse_silent_feed() returns trigger
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    -- the names compared with, where the statement carries them as text
    v_machine constant text := (
        regexp_match(current_query(), 'machine_name\s*=\s*''([^'']*)''', 'i')
    )[1];
    v_line constant text := (
        regexp_match(current_query(), 'line_name\s*=\s*''([^'']*)''', 'i')
    )[1];
begin
    if tg_when = 'BEFORE' then
        perform set_config('floor.feed_rows', '0', true);
    elsif current_setting('floor.feed_rows', true) is distinct from '1' then
        if v_machine is not null and not exists (
            select from floor.machine_live where machine_live.machine_name = v_machine
        ) then
            raise exception 'machine "%" is unknown: nothing was updated', v_machine
            using errcode = 'no_data_found', hint = floor.machine_choices(v_machine);
        elsif v_line is not null and not exists (
            select from floor.line_live where line_live.line = v_line
        ) then
            raise exception 'line "%" is unknown: nothing was updated', v_line
            using errcode = 'no_data_found', hint = 'Lines are: ' || (
                select string_agg(line_live.line, ', ' order by line_live.line) from floor.line_live
            ) || '.';
        elsif current_query() ~* 'where\s+machine_name\s*=\s*\$\d+\s*;?\s*$' then
            -- a parameter cannot be read here, but nothing else can be to blame
            raise exception 'no machine of that name: nothing was updated'
            using errcode = 'no_data_found', hint = floor.machine_choices('');
        end if;
        -- other conditions may rightly be met by nobody
    end if;
    return null;
end;
$$;

comment on function floor.tg_refuse_silent_feed() is
'Trigger: an update of machine_feed_stream that meets no machine because of an unknown name is an '
'error naming the likely choices, not "UPDATE 0".';
