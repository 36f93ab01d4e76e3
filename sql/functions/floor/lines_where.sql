-- Where the person who acts may do something.
create function floor.lines_where(p_action text) returns setof integer
language sql stable parallel safe security definer
rows 20
set search_path = pg_catalog, pg_temp
as $$
    select lines.line_id
    from floor.lines
    where floor.is_unrestricted() or (
        floor.is_in_scope(p_action)
        and exists (
            select from floor.rights_of(floor.person()) as rights
            where rights.action = p_action
            and coalesce(rights.line_id, lines.line_id) = lines.line_id
            and coalesce(rights.plant_id, lines.plant_id) = lines.plant_id
        )
    );
$$;

comment on function floor.lines_where(text) is
'Keys of the lines on which the person who acts may do p_action (floor.permissions); of all lines '
'where floor.is_unrestricted().';
