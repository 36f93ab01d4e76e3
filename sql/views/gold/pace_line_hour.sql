-- Target against actual of lines, hour by hour.
-- Grain: one row per line, shift and clock hour.
create view gold.pace_line_hour as
with

hours as (
    select
        oee.*,
        oee.capacity_pcs * oee.target_oee_ratio as target_pcs,
        greatest(
            oee.breakdown_s,
            oee.setup_s,
            oee.unknown_s,
            oee.minor_stop_s,
            -- without an ideal cycle nobody can tell how fast it ran
            case when oee.capacity_pcs > 0 then oee.reduced_speed_s end,
            oee.process_reject_s,
            oee.startup_reject_s
        ) as main_loss_s
    from gold.oee_line_hour as oee
),

final as (
    select
        hours.plant,
        hours.line,
        hours.line_id,
        hours.business_date,
        hours.shift_name,
        hours.shift_id,
        hours.starts_at,
        hours.ends_at,
        hours.target_pcs,
        hours.good_pcs,
        hours.good_pcs - hours.target_pcs as gap_pcs,
        sum(hours.target_pcs) over so_far as cumulative_target_pcs,
        (sum(hours.good_pcs) over so_far)::bigint as cumulative_good_pcs,
        hours.scrap_pcs,
        case
            when hours.main_loss_s <= 0 then null
            when hours.breakdown_s = hours.main_loss_s then 'breakdown'
            when hours.setup_s = hours.main_loss_s then 'setup'
            when hours.unknown_s = hours.main_loss_s then 'unknown'
            when hours.minor_stop_s = hours.main_loss_s then 'minor_stop'
            when hours.process_reject_s = hours.main_loss_s then 'process_reject'
            when hours.startup_reject_s = hours.main_loss_s then 'startup_reject'
            else 'reduced_speed'
        end as main_loss,
        case when hours.main_loss_s > 0 then hours.main_loss_s end as main_loss_s,
        hours.oee_ratio,
        hours.target_oee_ratio
    from hours
    window so_far as (
        partition by hours.line_id, hours.business_date, hours.shift_id
        order by hours.starts_at
    )
)

select * from final;

comment on view gold.pace_line_hour is
'Pieces due and pieces made by all machines of a line, hour by hour: the target is what their '
'time allows at the ideal cycles, times the OEE the line is run for. One row per line, shift and '
'clock hour.';
comment on column gold.pace_line_hour.plant is 'Plant.';
comment on column gold.pace_line_hour.line is 'Line.';
comment on column gold.pace_line_hour.line_id is 'Internal key of the line.';
comment on column gold.pace_line_hour.business_date is
'Local date the shift belongs to, that is the day it began.';
comment on column gold.pace_line_hour.shift_name is 'Shift, for example N.';
comment on column gold.pace_line_hour.shift_id is 'Internal key of the shift.';
comment on column gold.pace_line_hour.starts_at is
'Beginning of the local clock hour, or of the part of it in the shift.';
comment on column gold.pace_line_hour.ends_at is
'Its end, half open; ahead of now while it is open.';
comment on column gold.pace_line_hour.target_pcs is
'Good pieces due for the time that has passed; 0 where no ideal cycle is known.';
comment on column gold.pace_line_hour.good_pcs is 'Good pieces made.';
comment on column gold.pace_line_hour.gap_pcs is 'Good less due pieces: below 0 is behind.';
comment on column gold.pace_line_hour.cumulative_target_pcs is
'Good pieces due since the shift began.';
comment on column gold.pace_line_hour.cumulative_good_pcs is
'Good pieces made since the shift began.';
comment on column gold.pace_line_hour.scrap_pcs is 'Rejected pieces.';
comment on column gold.pace_line_hour.main_loss is
'What cost the most time: breakdown, setup, unknown (no data), minor_stop, reduced_speed, '
'process_reject or startup_reject; null where nothing was lost. A machine without a known ideal '
'cycle counts as slow beside others that have one.';
comment on column gold.pace_line_hour.main_loss_s is 'Seconds it cost.';
comment on column gold.pace_line_hour.oee_ratio is
'OEE of the hour. Null without planned time or pieces.';
comment on column gold.pace_line_hour.target_oee_ratio is 'OEE the line is run for, 0 to 1.';
