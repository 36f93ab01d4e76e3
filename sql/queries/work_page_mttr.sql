-- How long repairs take by machine, longest first, for a page: each mean also as a share of the
-- longest one, which its bar is drawn by.
select
    mttr_by_work_order.line,
    mttr_by_work_order.machine,
    mttr_by_work_order.repairs,
    mttr_by_work_order.mttr_work_order_s,
    mttr_by_work_order.mean_labour_s,
    mttr_by_work_order.failures,
    mttr_by_work_order.mttr_stop_s,
    mttr_by_work_order.mttr_work_order_s
    / nullif(max(mttr_by_work_order.mttr_work_order_s) over (), 0) as repair_ratio
from gold.mttr_by_work_order
order by mttr_by_work_order.mttr_work_order_s desc nulls last, mttr_by_work_order.machine asc;
