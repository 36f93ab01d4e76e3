-- Put things to do at the end of the checklist of an order. $1: its number; $2: what is to be done,
-- in order.
insert into floor.work_order_tasks (work_order_id, position, title)
select
    $1::integer as work_order_id,
    coalesce(
        (
            select max(work_order_tasks.position)
            from floor.work_order_tasks
            where work_order_tasks.work_order_id = $1::integer
        ),
        0
    ) + given.place as position,
    given.title
from unnest($2::text[]) with ordinality as given (title, place);
