-- How fast orders are begun and done, by line and priority, for a page: each mean also as a share
-- of the longest one, which its bar is drawn by.
select
    work_order_response.line,
    work_order_response.priority,
    work_order_response.opened,
    work_order_response.begun,
    work_order_response.mean_response_s,
    work_order_response.median_response_s,
    work_order_response.longest_response_s,
    work_order_response.waiting,
    work_order_response.longest_wait_s,
    work_order_response.done,
    work_order_response.mean_resolution_s,
    work_order_response.overdue,
    work_order_response.done_late,
    work_order_response.on_time_ratio,
    work_order_response.mean_response_s
    / nullif(max(work_order_response.mean_response_s) over (), 0) as response_ratio,
    work_order_response.mean_resolution_s
    / nullif(max(work_order_response.mean_resolution_s) over (), 0) as resolution_ratio
from gold.work_order_response
inner join floor.line_live
    on work_order_response.line = line_live.line and work_order_response.plant = line_live.plant
order by
    line_live.plant_sort_order,
    line_live.line_sort_order,
    work_order_response.line,
    array_position(
        array['urgent', 'high', 'normal', 'low'], work_order_response.priority
    );
