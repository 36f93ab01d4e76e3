-- Made-up people and where they are what. One row per person and role.
-- $1: what their addresses end in. is_busy: they have a work order that is not done.
select
    people.email,
    person_roles.role,
    person_roles.plant_id,
    person_roles.line_id,
    (
        select count(*) > 0
        from floor.work_orders
        where
            work_orders.assignee_id = employees.employee_id
            and work_orders.status in ('assigned', 'in_progress')
    ) as is_busy
from floor.people
inner join floor.person_roles on people.person_id = person_roles.person_id
left join floor.employees
    on people.person_id = employees.person_id and employees.retired_at is null
where people.email like '%' || $1 and people.retired_at is null
order by people.person_id;
