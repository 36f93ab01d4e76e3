-- Refuse a transaction after which nobody could say any more who people are.
create function access.keep_administrator(p_besides text default null) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    -- two who take the right from each other at once take turns here
    perform pg_advisory_xact_lock(hashtext('floorcast.people'));
    if exists (
        select from floor.people
        inner join floor.person_roles on people.person_id = person_roles.person_id
        inner join floor.permissions on person_roles.role = permissions.role
        where permissions.action = 'people.change'
        and person_roles.plant_id is null and person_roles.line_id is null
        and people.retired_at is null
        and (p_besides is null or lower(people.email) <> lower(p_besides))
    ) then
        return;
    end if;
    raise exception 'nobody would be left who may say who people are and what they may do'
    using errcode = 'FC409', column = 'roles',
        hint = 'Make somebody else an engineer everywhere first.';
end;
$$;

comment on function access.keep_administrator(text) is
'Raises FC409 unless somebody active has the right people.change everywhere, by what this '
'transaction sees. p_besides: e-mail address of somebody who does not count, or null.';
