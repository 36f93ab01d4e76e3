-- People with their roles, the employee each is, and when each was last here; who left comes last.
-- $1: one person alone (key); null: everybody.
with

grants as (
    select
        person_roles.person_id,
        json_agg(
            json_build_object(
                'role', person_roles.role,
                'plant', plants.plant_name,
                'line', lines.line_name
            )
            order by plants.plant_name nulls first, lines.line_name nulls first, person_roles.role
        ) as roles
    from floor.person_roles
    left join floor.plants on person_roles.plant_id = plants.plant_id
    left join floor.lines on person_roles.line_id = lines.line_id
    group by person_roles.person_id
),

browsers as (
    select
        sessions.person_id,
        max(sessions.seen_at) as seen_at,
        count(*) filter (
            where sessions.revoked_at is null and sessions.expires_at > now()
        ) as sessions
    from access.sessions
    group by sessions.person_id
),

programs as (
    select
        api_tokens.person_id,
        max(api_tokens.used_at) as used_at,
        count(*) filter (
            where
            api_tokens.revoked_at is null
            and coalesce(api_tokens.expires_at, 'infinity') > now()
        ) as tokens
    from access.api_tokens
    group by api_tokens.person_id
),

final as (
    select
        people.person_id,
        people.email,
        people.display_name as name,
        coalesce(grants.roles, '[]') as roles,
        employees.employee_id,
        employees.employee_name as employee,
        passwords.person_id is not null as has_password,
        coalesce(browsers.sessions, 0) as sessions,
        coalesce(programs.tokens, 0) as tokens,
        greatest(browsers.seen_at, programs.used_at) as last_seen_at,
        people.retired_at
    from floor.people
    left join grants on people.person_id = grants.person_id
    left join browsers on people.person_id = browsers.person_id
    left join programs on people.person_id = programs.person_id
    left join access.passwords on people.person_id = passwords.person_id
    left join floor.employees on people.person_id = employees.person_id
    where people.person_id = coalesce($1, people.person_id)
)

select row_to_json(final)::text as row_json
from final
order by
    (final.retired_at is not null),
    lower(final.name),
    final.person_id;
