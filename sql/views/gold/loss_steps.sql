-- The steps from shift time down to fully productive time, in their order.
-- Grain: one row per step. What the default policy leaves out of planned time comes before it, what
-- it calls a loss comes after; what it takes for run is no step at all.
create view gold.loss_steps as
with

steps as (
    select
        listed.step,
        listed.step_name,
        listed.kind,
        case
            when listed.step = 'planned_stop' and policies.planned_stops_count_as = 'loss'
                then 'availability'
            when listed.step = 'planned_down' and policies.planned_downs_count_as = 'loss'
                then 'availability'
            when listed.step = 'setup' and policies.setup_counts_as = 'outside' then 'planning'
            when listed.step = 'unknown' and policies.unknown_counts_as = 'outside' then 'planning'
            when listed.step = 'minor_stop' and policies.minor_stops_count_as = 'availability'
                then 'availability'
            else listed.level
        end as level,
        listed.place
    from (
        values
        ('scheduled', 'Shift time', 'total', 'calendar', 1),
        ('planned_stop', 'Planned stops', 'loss', 'planning', 2),
        ('planned_down', 'Planned downtime', 'loss', 'planning', 3),
        ('breakdown', 'Breakdowns', 'loss', 'availability', 4),
        ('setup', 'Setup and adjustment', 'loss', 'availability', 5),
        ('unknown', 'No data', 'loss', 'availability', 6),
        ('minor_stop', 'Minor stops', 'loss', 'performance', 7),
        ('reduced_speed', 'Reduced speed', 'loss', 'performance', 8),
        ('process_reject', 'Process rejects', 'loss', 'quality', 9),
        ('startup_reject', 'Start-up rejects', 'loss', 'quality', 10),
        -- each behind all that leads to it
        ('planned', 'Planned busy time', 'total', 'planning', 11),
        ('run', 'Production time', 'total', 'availability', 11),
        ('net_run', 'Net production time', 'total', 'performance', 11),
        ('fully_productive', 'Fully productive time', 'total', 'quality', 11)
    ) as listed (step, step_name, kind, level, place)
    cross join floor.kpi_policies as policies
    where
        policies.is_default
        and not (listed.step = 'unknown' and policies.unknown_counts_as = 'run')
),

final as (
    select
        row_number() over (
            order by
                array_position(
                    array['calendar', 'planning', 'availability', 'performance', 'quality'],
                    steps.level
                ),
                steps.place
        )::integer as step_order,
        steps.step,
        steps.step_name,
        steps.kind,
        steps.level
    from steps
)

select * from final;

comment on view gold.loss_steps is
'The steps of the loss tree, from shift time down to fully productive time, as the default '
'policy orders them. One row per step.';
comment on column gold.loss_steps.step_order is 'Place of the step, from the top: 1 is shift time.';
comment on column gold.loss_steps.step is
'Key of the step: scheduled, planned_stop, planned_down, planned, breakdown, setup, unknown, '
'run, minor_stop, reduced_speed, net_run, process_reject, startup_reject or fully_productive.';
comment on column gold.loss_steps.step_name is 'Name for people.';
comment on column gold.loss_steps.kind is
'total: what is left; loss: what is lost between two totals.';
comment on column gold.loss_steps.level is
'The total it is or leads to: calendar, planning, or the factor of OEE it belongs to.';
