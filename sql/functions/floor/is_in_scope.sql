-- Whether the token that is used, if one is, was made for that.
create function floor.is_in_scope(p_action text) returns boolean
language sql stable parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select coalesce(
        p_action = any(string_to_array(nullif(current_setting('floor.scopes', true), ''), ' ')), true
    );
$$;

comment on function floor.is_in_scope(text) is
'Whether an action is among those set by "set local floor.scopes" (with blanks between); true '
'where nothing is set. A program''s token may be allowed less than its person.';
