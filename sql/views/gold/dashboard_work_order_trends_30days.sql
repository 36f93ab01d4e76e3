-- Work orders opened and closed, day by day. Empty until work orders are kept: columns that stay.
-- Grain: one row per plant and local date of the last 30.
create view gold.dashboard_work_order_trends_30days as
select
    null::text as plant,
    null::integer as plant_id,
    null::date as business_date,
    null::bigint as opened,
    null::bigint as closed,
    null::bigint as open_at_end,
    null::double precision as mean_response_s,
    null::double precision as mean_resolution_s
where false;

comment on view gold.dashboard_work_order_trends_30days is
'Work orders opened and closed, day by day; empty until work orders are kept. One row per plant '
'and local date of the last 30.';
comment on column gold.dashboard_work_order_trends_30days.plant is 'Plant.';
comment on column gold.dashboard_work_order_trends_30days.plant_id is 'Internal key of the plant.';
comment on column gold.dashboard_work_order_trends_30days.business_date is 'Local date.';
comment on column gold.dashboard_work_order_trends_30days.opened is 'Work orders opened that day.';
comment on column gold.dashboard_work_order_trends_30days.closed is 'Work orders closed that day.';
comment on column gold.dashboard_work_order_trends_30days.open_at_end is
'Work orders open when the day ended.';
comment on column gold.dashboard_work_order_trends_30days.mean_response_s is
'Mean seconds from opening to the beginning of work, of those closed that day.';
comment on column gold.dashboard_work_order_trends_30days.mean_resolution_s is
'Mean seconds from opening to closing, of those closed that day.';
