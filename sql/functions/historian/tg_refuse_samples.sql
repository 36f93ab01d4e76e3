-- Refuse samples of tags that nobody knows, and from clocks that run ahead.
create function historian.tg_refuse_samples() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
-- Nobody knows how many rows come: a plan made for one would look up each of 20,000.
set enable_nestloop = off
as $$
declare
    v_tag_id integer;
    v_at timestamptz;
    v_tag_name text;
    v_connection_name text;
begin
    select min(new_rows.tag_id) into v_tag_id
    from new_rows
    where not exists (select from floor.tags where tags.tag_id = new_rows.tag_id);
    if v_tag_id is not null then
        raise exception 'tag % is unknown: floor.tags has no such tag_id', v_tag_id
        using errcode = 'foreign_key_violation',
            hint = 'Map the value to a tag first, or look up the tag_id in floor.tags. '
            'A tag that was deleted takes no more samples.';
    end if;

    -- a person who imports tells of machines they set up; programs and devices of all
    if not floor.may_everywhere('setup.change') then
        select min(new_rows.tag_id) into v_tag_id
        from new_rows
        inner join floor.tags on new_rows.tag_id = tags.tag_id
        where
            tags.machine_id is null
            or not tags.machine_id in (select floor.machines_where('setup.change'));
        if v_tag_id is not null then
            raise exception 'samples of tag % are not yours to write', v_tag_id
            using errcode = 'insufficient_privilege',
                hint = 'It takes the right setup.change on the line of its machine.';
        end if;
    end if;

    select max(new_rows.at) into v_at from new_rows;
    if v_at > clock_timestamp() + interval '5 minutes' then
        select tags.tag_id, tags.tag_name, connections.connection_name
        into v_tag_id, v_tag_name, v_connection_name
        from floor.tags
        inner join floor.connections on tags.connection_id = connections.connection_id
        where tags.tag_id = (select min(new_rows.tag_id) from new_rows where new_rows.at = v_at);
        raise exception 'tag % "%" of "%": instant % is ahead of this server''s clock (%)',
            v_tag_id, v_tag_name, v_connection_name, v_at, date_trunc('second', clock_timestamp())
        using errcode = 'datetime_field_overflow',
            hint = 'At most 5 minutes are allowed. Check the clock of the PLC, or choose the time '
            'of receipt for that connection.';
    end if;
    return null;
end;
$$;

comment on function historian.tg_refuse_samples() is
'Trigger: refuses a statement that writes samples of a tag that is not in floor.tags, of a line '
'where the person who acts may not set up machines, or more than 5 minutes ahead of the server''s '
'clock.';
