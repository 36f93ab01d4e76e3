-- Who somebody is, and what they may do, as the server keeps it for a request.
create function floor.identity(p_person_id integer) returns jsonb
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select jsonb_build_object(
        'person_id', people.person_id,
        'email', people.email,
        'name', people.display_name,
        'employee_id', employees.employee_id,
        'roles', (
            select coalesce(jsonb_agg(distinct rights.role), '[]')
            from floor.rights_of(people.email) as rights
        ),
        'rights', (
            select coalesce(jsonb_object_agg(granted.action, granted.line_names), '{}')
            from (
                select
                    rights.action,
                    case
                        when bool_or(rights.plant_id is null and rights.line_id is null) then null
                        else coalesce(
                            jsonb_agg(distinct lines.line_name)
                            filter (where lines.line_name is not null),
                            '[]'
                        )
                    end as line_names
                from floor.rights_of(people.email) as rights
                left join floor.lines
                    on
                        coalesce(rights.line_id, lines.line_id) = lines.line_id
                        and coalesce(rights.plant_id, lines.plant_id) = lines.plant_id
                group by rights.action
            ) as granted
        )
    )
    from floor.people
    left join floor.employees
        on people.person_id = employees.person_id and employees.retired_at is null
    where people.person_id = p_person_id and people.retired_at is null;
$$;

comment on function floor.identity(integer) is
'Who a person is and may do what, as JSON: person_id, email, name, employee_id, roles, and rights: '
'for each action the names of its lines, or null for everywhere. Null for somebody retired.';
