-- Where the person who acts may do something in the whole plant.
create function floor.plants_where(p_action text) returns setof integer
language sql stable parallel safe security definer
rows 10
set search_path = pg_catalog, pg_temp
as $$
    select plants.plant_id
    from floor.plants
    where floor.is_unrestricted() or (
        floor.is_in_scope(p_action)
        and exists (
            select from floor.rights_of(floor.person()) as rights
            where rights.action = p_action
            and rights.line_id is null
            and coalesce(rights.plant_id, plants.plant_id) = plants.plant_id
        )
    );
$$;

comment on function floor.plants_where(text) is
'Keys of the plants on all lines of which, also those to come, the person who acts may do p_action '
'(floor.permissions); of all plants where floor.is_unrestricted().';
