-- Work orders by status and priority. Empty until work orders are kept: columns that stay.
-- Grain: one row per line, status and priority.
create view gold.dashboard_work_order_status_summary as
select
    null::text as plant,
    null::text as line,
    null::integer as line_id,
    null::text as status,
    null::text as priority,
    null::bigint as work_orders,
    null::bigint as overdue,
    null::timestamptz as oldest_opened_at,
    null::double precision as mean_age_s
where false;

comment on view gold.dashboard_work_order_status_summary is
'Work orders by status and priority; empty until work orders are kept. One row per line, status '
'and priority.';
comment on column gold.dashboard_work_order_status_summary.plant is 'Plant.';
comment on column gold.dashboard_work_order_status_summary.line is 'Line.';
comment on column gold.dashboard_work_order_status_summary.line_id is 'Internal key of the line.';
comment on column gold.dashboard_work_order_status_summary.status is 'Status of the work orders.';
comment on column gold.dashboard_work_order_status_summary.priority is
'Priority of the work orders.';
comment on column gold.dashboard_work_order_status_summary.work_orders is 'Work orders.';
comment on column gold.dashboard_work_order_status_summary.overdue is
'Of these, not finished when due.';
comment on column gold.dashboard_work_order_status_summary.oldest_opened_at is
'When the oldest of them was opened.';
comment on column gold.dashboard_work_order_status_summary.mean_age_s is
'Mean seconds since they were opened.';
