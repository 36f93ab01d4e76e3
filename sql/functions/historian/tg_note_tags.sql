-- Machines whose values changed are announced under the topic tags.
-- Not by relay.announce(): a batch of samples is large, and has few machines.
create function historian.tg_note_tags() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
-- Nobody knows how many rows come: a plan made for one would look up each of 20,000.
set enable_nestloop = off
as $$
declare
    v_tags integer[];
    v_keys text[];
begin
    case tg_op
        when 'INSERT' then
            select array_agg(touched.tag_id) into v_tags
            from (select distinct new_rows.tag_id from new_rows) as touched;
        when 'DELETE' then
            select array_agg(touched.tag_id) into v_tags
            from (select distinct old_rows.tag_id from old_rows) as touched;
        when 'TRUNCATE' then
            select array_agg(tags.tag_id) into v_tags from floor.tags;
        else
            select array_agg(touched.tag_id) into v_tags
            from (
                (select new_rows.* from new_rows except select old_rows.* from old_rows)
                union
                (select old_rows.* from old_rows except select new_rows.* from new_rows)
            ) as touched;
    end case;

    select array_agg(machines.machine_name) into v_keys
    from floor.machines
    where machines.machine_id in (
        select tags.machine_id
        from floor.tags
        where tags.tag_id = any(v_tags)
    );
    perform relay.note_change('tags', v_keys);
    return null;
end;
$$;

comment on function historian.tg_note_tags() is
'Trigger on historian.samples: announces the machines whose tags have changed samples under the '
'topic tags; nothing for tags without a machine.';
