-- Where the time of shifts went, step by step.
-- Grain: one row per machine, shift and step of the loss tree.
create view gold.loss_tree as
with

measured as (
    select
        shifts.plant,
        shifts.line,
        shifts.line_id,
        shifts.machine,
        shifts.machine_id,
        shifts.business_date,
        shifts.shift_name,
        shifts.shift_id,
        seconds.step,
        seconds.loss_s
    from gold.oee_station_shift as shifts
    cross join lateral (
        values
        ('scheduled', shifts.scheduled_s),
        ('planned_stop', shifts.planned_stop_s),
        ('planned_down', shifts.planned_down_s),
        ('planned', shifts.planned_s),
        ('breakdown', shifts.breakdown_s),
        ('setup', shifts.setup_s),
        ('unknown', shifts.unknown_s),
        ('run', shifts.run_s),
        ('minor_stop', shifts.minor_stop_s),
        ('reduced_speed', shifts.reduced_speed_s),
        ('net_run', shifts.ideal_s),
        ('process_reject', shifts.process_reject_s),
        ('startup_reject', shifts.startup_reject_s),
        ('fully_productive', shifts.fully_productive_s)
    ) as seconds (step, loss_s)
),

final as (
    select
        measured.plant,
        measured.line,
        measured.line_id,
        measured.machine,
        measured.machine_id,
        measured.business_date,
        measured.shift_name,
        measured.shift_id,
        loss_steps.step_order,
        measured.step,
        loss_steps.step_name,
        loss_steps.kind,
        loss_steps.level,
        measured.loss_s
    from measured
    inner join gold.loss_steps on measured.step = loss_steps.step
)

select * from final;

comment on view gold.loss_tree is
'Where the time of shifts went, from shift time down to fully productive time: each total is the '
'one above less the losses between. One row per machine, shift and step (gold.loss_steps).';
comment on column gold.loss_tree.plant is 'Plant.';
comment on column gold.loss_tree.line is 'Line.';
comment on column gold.loss_tree.line_id is 'Internal key of the line.';
comment on column gold.loss_tree.machine is 'Machine (ISA-95 work unit).';
comment on column gold.loss_tree.machine_id is 'Internal key of the machine.';
comment on column gold.loss_tree.business_date is
'Local date the shift belongs to, that is the day it began.';
comment on column gold.loss_tree.shift_name is 'Shift, for example N.';
comment on column gold.loss_tree.shift_id is 'Internal key of the shift.';
comment on column gold.loss_tree.step_order is 'Place of the step, from the top.';
comment on column gold.loss_tree.step is 'Key of the step (gold.loss_steps).';
comment on column gold.loss_tree.step_name is 'Name of the step.';
comment on column gold.loss_tree.kind is 'total: what is left; loss: what is lost.';
comment on column gold.loss_tree.level is
'The total it is or leads to: calendar, planning, or the factor of OEE it belongs to.';
comment on column gold.loss_tree.loss_s is
'Seconds lost in this step; of a total, the seconds left. Reduced speed is below 0 where an '
'ideal cycle is too long.';
