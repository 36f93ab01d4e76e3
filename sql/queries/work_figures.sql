-- How fast orders are begun and done, and how long repairs take, over the last 30 local dates, as
-- JSON. Always one row.
select
    coalesce(
        (
            select
                jsonb_agg(
                    to_jsonb(work_order_response.*) - 'line_id'
                    order by
                        work_order_response.plant,
                        work_order_response.line,
                        floor.work_order_rank(work_order_response.priority) desc
                )
            from gold.work_order_response
        ),
        '[]'
    )::text as response_json,
    coalesce(
        (
            select
                jsonb_agg(
                    to_jsonb(mttr_by_work_order.*) - '{line_id,machine_id}'::text[]
                    order by
                        mttr_by_work_order.plant,
                        mttr_by_work_order.line,
                        mttr_by_work_order.machine
                )
            from gold.mttr_by_work_order
        ),
        '[]'
    )::text as mttr_json;
