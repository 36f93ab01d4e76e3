-- Whether a person must have given a reason, because no tag of the machine can.
create function historian.is_given_reason(p_machine_id integer, p_reason_id integer) returns boolean
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select p_reason_id is not null and not exists (
        select
        from floor.tags
        inner join floor.tag_states on tags.tag_id = tag_states.tag_id
        where
            tags.machine_id = p_machine_id
            and tags.role in ('status', 'reason')
            and tag_states.reason_id = p_reason_id
    );
$$;

comment on function historian.is_given_reason(integer, integer) is
'Whether the reason of a derived event was given by hand: it is one, and floor.tag_states gives it '
'for no value of the machine''s status and reason tags. Such a reason is kept when its event is '
'derived anew.';
