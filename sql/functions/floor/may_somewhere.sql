-- Whether the person who acts may do something anywhere at all.
create function floor.may_somewhere(p_action text) returns boolean
language sql stable parallel safe security definer
set search_path = pg_catalog, pg_temp
as $$
    select floor.is_unrestricted() or (
        floor.is_in_scope(p_action)
        and exists (
            select from floor.rights_of(floor.person()) as rights where rights.action = p_action
        )
    );
$$;

comment on function floor.may_somewhere(text) is
'Whether the person who acts may do p_action (floor.permissions) on some line at least: enough for '
'what belongs to no line. True where floor.is_unrestricted().';
