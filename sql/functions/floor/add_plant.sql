-- A plant by name: the one there is, put back into use, or a new one.
create function floor.add_plant(p_plant_name text, p_time_zone text, p_origin text) returns integer
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_plant_id integer;
begin
    -- without a name, the first one there is
    select plants.plant_id into v_plant_id
    from floor.plants
    where
        case
            when p_plant_name is null then plants.retired_at is null
            else lower(plants.plant_name) = lower(p_plant_name)
        end
    order by plants.sort_order, plants.plant_id
    limit 1;

    if v_plant_id is not null then
        update floor.plants set retired_at = null, origin = p_origin
        where plant_id = v_plant_id and retired_at is not null;
        return v_plant_id;
    end if;
    if p_plant_name is null then
        raise exception 'there is no plant yet that a line could stand in'
        using errcode = 'foreign_key_violation', column = 'plant',
            hint = 'List one in floor.toml and run "floorcast migrate"; or name it, with its time zone.';
    end if;
    if p_time_zone is null then
        raise exception 'plant "%" is unknown, and without a time zone it cannot be made', p_plant_name
        using errcode = 'foreign_key_violation', column = 'plant',
            hint = coalesce(
                'Did you mean ' || (
                    select floor.similar_names(p_plant_name, array_agg(plants.plant_name))
                    from floor.plants
                    where plants.retired_at is null
                ) || '? A new one needs a time zone, for example Europe/Berlin.',
                'Give its time zone, for example Europe/Berlin.'
            );
    end if;
    insert into floor.plants (plant_name, time_zone, sort_order, origin)
    select p_plant_name, p_time_zone, coalesce(max(plants.sort_order) + 1, 0), p_origin
    from floor.plants
    returning plants.plant_id into v_plant_id;
    return v_plant_id;
end;
$$;

comment on function floor.add_plant(text, text, text) is
'Key of the plant of that name, ignoring case, back in use if it was retired; else of a new one '
'with that time zone, kept by the program in p_origin. Without a name the first plant in use. '
'Raises an error where there is none, or a new one has no time zone.';
