-- Add made-up people, what they are where, and those with a trade as employees.
-- $1: addresses; $2: names; $3: roles; $4: plants; $5: lines, null for the whole plant; $6: trades,
-- null for who is given no work orders; arrays of one length.
with

made as (
    select *
    from
        unnest($1::text[], $2::text[], $3::text[], $4::integer[], $5::integer[], $6::text[])
            as made_up (email, display_name, role, plant_id, line_id, trade)
),

people as (
    insert into floor.people (email, display_name)
    select
        made.email,
        made.display_name
    from made
    on conflict (lower(email)) do nothing
    returning person_id, email
),

roles as (
    insert into floor.person_roles (person_id, role, plant_id, line_id)
    select
        people.person_id,
        made.role,
        case when made.line_id is null then made.plant_id end as plant_id,
        made.line_id
    from made
    inner join people on made.email = people.email
)

insert into floor.employees (employee_name, trade, plant_id, person_id, origin)
select
    made.display_name,
    made.trade,
    made.plant_id,
    people.person_id,
    'simulator' as origin
from made
inner join people on made.email = people.email
where made.trade is not null
on conflict (lower(employee_name)) do nothing;
