-- Refuse to take the right to change people from the last one who has it.
create function floor.tg_keep_administrator() returns trigger
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_was_one boolean;
begin
    if tg_table_name = 'people' then
        v_was_one := exists (
            select from floor.person_roles
            inner join floor.permissions on person_roles.role = permissions.role
            where person_roles.person_id = old.person_id
            and permissions.action = 'people.change'
            and person_roles.plant_id is null and person_roles.line_id is null
        );
    else
        v_was_one := old.plant_id is null and old.line_id is null and exists (
            select from floor.permissions
            where permissions.role = old.role and permissions.action = 'people.change'
        );
    end if;
    if v_was_one then
        perform access.keep_administrator();
    end if;
    return null;
end;
$$;

comment on function floor.tg_keep_administrator() is
'Trigger: refuses a transaction that retires or demotes the last person who has people.change '
'everywhere.';
