-- Orders that meet all conditions, the newest first, as JSON, and how many there are on all pages.
-- Always one row. A condition that is null always holds.
-- $1: statuses; $2: machine_id; $3: line_id; $4: employee who has it; $5: whether nobody has it;
-- $6: priorities; $7: kinds; $8: whether it is overdue; $9: a text in its number, title,
-- description or machine; $10: only those with a smaller number; $11: how many at most.
with

matching as (
    select work_orders.work_order_id
    from floor.work_orders
    inner join floor.machines on work_orders.machine_id = machines.machine_id
    where
        ($1::text[] is null or work_orders.status = any($1))
        and ($2::integer is null or work_orders.machine_id = $2)
        and ($3::integer is null or machines.line_id = $3)
        and ($4::integer is null or work_orders.assignee_id = $4)
        and ($5::boolean is null or (work_orders.assignee_id is null) = $5)
        and ($6::text[] is null or work_orders.priority = any($6))
        and ($7::text[] is null or work_orders.kind = any($7))
        and (
            $8::boolean is null
            or $8 = coalesce(
                work_orders.due_at < clock_timestamp()
                and work_orders.status not in ('done', 'verified', 'cancelled'),
                false
            )
        )
        and (
            $9::text is null
            or position(
                lower($9) in lower(
                    concat_ws(
                        E'\n',
                        '#' || work_orders.work_order_id,
                        work_orders.title,
                        work_orders.description,
                        machines.machine_name
                    )
                )
            ) > 0
        )
),

page as (
    select matching.work_order_id
    from matching
    where $10::integer is null or matching.work_order_id < $10
    order by matching.work_order_id desc
    limit $11
)

select
    (select count(*) from matching) as total,
    coalesce(
        (
            select
                jsonb_agg(
                    to_jsonb(work_order_live.*) order by work_order_live.work_order_id desc
                )
            from floor.work_order_live
            where work_order_live.work_order_id in (select page.work_order_id from page)
        ),
        '[]'
    )::text as rows_json;
