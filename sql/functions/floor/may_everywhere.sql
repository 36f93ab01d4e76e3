-- Whether the person who acts may do something on every line there is and will be.
create function floor.may_everywhere(p_action text) returns boolean
language sql stable parallel safe security definer
set search_path = pg_catalog, pg_temp
as $$
    select floor.is_unrestricted() or (
        floor.is_in_scope(p_action)
        and exists (
            select from floor.rights_of(floor.person()) as rights
            where rights.action = p_action and rights.plant_id is null and rights.line_id is null
        )
    );
$$;

comment on function floor.may_everywhere(text) is
'Whether the person who acts may do p_action (floor.permissions) everywhere. True where '
'floor.is_unrestricted().';
