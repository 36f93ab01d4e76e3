-- Find a reason by name, however it is typed, or say which names come close.
create function floor.reason_id(p_reason_name text) returns integer
language plpgsql stable strict
set search_path = pg_catalog, pg_temp
as $$
declare
    v_reason_id integer;
begin
    select reasons.reason_id into v_reason_id
    from floor.reasons
    where lower(reasons.reason_name) = lower(p_reason_name);
    if v_reason_id is null then
        raise exception 'reason "%" is unknown', p_reason_name
        using errcode = 'foreign_key_violation', hint = (
            select coalesce(
                'Did you mean '
                || floor.similar_names(p_reason_name, array_agg(reasons.reason_name))
                || '? All names: select path from floor.reason_tree order by sort_key.',
                'There is no reason yet: add one to floor.toml and run "floorcast migrate".'
            )
            from floor.reasons
            where reasons.retired_at is null
        );
    end if;
    return v_reason_id;
end;
$$;

comment on function floor.reason_id(text) is
'Key of the reason of that name, ignoring case; null for null. Raises an error that offers similar '
'names where there is none.';
