-- Tell ingesters that what they work by has changed.
create function historian.tg_note_ingesters() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_is_changed boolean;
begin
    case tg_op
        when 'INSERT' then
            v_is_changed := exists (select from new_rows);
        when 'DELETE' then
            v_is_changed := exists (select from old_rows);
        else
            v_is_changed := exists (
                (table new_rows except table old_rows)
                union all
                (table old_rows except table new_rows)
            );
    end case;
    if v_is_changed then
        perform pg_notify('floor_ingest', tg_table_name);
    end if;
    return null;
end;
$$;

comment on function historian.tg_note_ingesters() is
'Trigger: notifies floor_ingest with the name of the table when rows of it changed. Ingesters read '
'it anew, or find questions to answer.';
