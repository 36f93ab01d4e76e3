-- OEE of the shift that is worked now: topic "oee" of the change feed.
-- Grain: one row per machine in use, and one row per line in use (its machine is null).
-- Rounded to what a screen shows, so that a second that changes nothing visible is not sent.
create view floor.oee_live as
with

lines as (
    select
        lines.line_id,
        lines.line_name,
        plants.plant_name,
        lines.target_oee_ratio,
        shifts.shift_id,
        shifts.business_date,
        shifts.shift_name,
        shifts.during,
        oee_revisions.revision
    from floor.lines
    inner join floor.plants on lines.plant_id = plants.plant_id
    left join floor.shifts
        on
            int4range(lines.line_id, lines.line_id, '[]')
            = int4range(shifts.line_id, shifts.line_id, '[]')
            and shifts.during @> now()
    left join floor.oee_revisions on lines.line_id = oee_revisions.line_id
    where lines.retired_at is null and plants.retired_at is null
),

stations as (
    select
        machines.machine_name as key,
        lines.line_name as line,
        machines.machine_name as machine,
        lines.plant_name as plant,
        lines.shift_id,
        lines.shift_name,
        lines.business_date,
        lower(lines.during) as starts_at,
        upper(lines.during) as ends_at,
        lines.target_oee_ratio::double precision as target_oee_ratio,
        job.product_name as product,
        oee.oee_ratio,
        oee.availability_ratio,
        oee.performance_ratio,
        oee.quality_ratio,
        oee.coverage_ratio,
        oee.good_pcs,
        oee.scrap_pcs,
        oee.capacity_pcs,
        null::bigint as revision
    from floor.machines
    inner join lines on machines.line_id = lines.line_id
    left join lateral (
        select measured.*
        from gold.oee_station_shift as measured
        where
            measured.machine_id = machines.machine_id
            and measured.line_id = machines.line_id
            and measured.shift_id = lines.shift_id
            and measured.business_date = lines.business_date
        -- one sum for each, by the index; never all sums to find one
        offset 0 -- noqa: AM09
    ) as oee on true
    left join lateral (
        select products.product_name
        from floor.job_events
        left join floor.products on job_events.product_id = products.product_id
        where job_events.machine_id = machines.machine_id and job_events.at <= now()
        order by job_events.at desc
        limit 1
    ) as job on true
    where machines.retired_at is null
),

whole_lines as (
    select
        'line/' || lines.line_name as key,
        lines.line_name as line,
        null::text as machine,
        lines.plant_name as plant,
        lines.shift_id,
        lines.shift_name,
        lines.business_date,
        lower(lines.during) as starts_at,
        upper(lines.during) as ends_at,
        lines.target_oee_ratio::double precision as target_oee_ratio,
        null::text as product,
        oee.oee_ratio,
        oee.availability_ratio,
        oee.performance_ratio,
        oee.quality_ratio,
        oee.coverage_ratio,
        oee.good_pcs,
        oee.scrap_pcs,
        oee.capacity_pcs,
        coalesce(lines.revision, 0) as revision
    from lines
    left join lateral (
        select measured.*
        from gold.oee_line_shift as measured
        where
            measured.line_id = lines.line_id
            and measured.shift_id = lines.shift_id
            and measured.business_date = lines.business_date
        -- one sum for each, by the index; never all sums to find one
        offset 0 -- noqa: AM09
    ) as oee on true
),

both_kinds as (
    select * from stations
    union all
    select * from whole_lines
),

final as (
    select
        key,
        line,
        machine,
        plant,
        shift_id,
        shift_name,
        business_date,
        starts_at,
        ends_at,
        target_oee_ratio,
        product,
        round(oee_ratio::numeric, 3) as oee_ratio,
        round(availability_ratio::numeric, 3) as availability_ratio,
        round(performance_ratio::numeric, 3) as performance_ratio,
        round(quality_ratio::numeric, 3) as quality_ratio,
        round(coverage_ratio::numeric, 3) as coverage_ratio,
        good_pcs,
        scrap_pcs,
        -- sums of hours may miss a whole piece by a hair
        floor(round((capacity_pcs * target_oee_ratio)::numeric, 6))::bigint as target_pcs,
        revision
    from both_kinds
)

select * from final;

comment on view floor.oee_live is
'OEE of the shift that is worked now, rounded to what a screen shows; rows of the topic oee. One '
'row '
'per machine in use, and one row per line in use.';
comment on column floor.oee_live.key is
'Key of the topic: the name of the machine, or line/ and the name of the line.';
comment on column floor.oee_live.line is 'Line.';
comment on column floor.oee_live.machine is 'Machine; null in the row of a line.';
comment on column floor.oee_live.plant is 'Plant.';
comment on column floor.oee_live.shift_id is 'Shift worked now; null where none is.';
comment on column floor.oee_live.shift_name is 'Its name, for example N.';
comment on column floor.oee_live.business_date is 'Local date the shift belongs to.';
comment on column floor.oee_live.starts_at is 'Beginning of the shift.';
comment on column floor.oee_live.ends_at is 'End of the shift.';
comment on column floor.oee_live.target_oee_ratio is 'OEE the line is run for, 0 to 1.';
comment on column floor.oee_live.product is
'What the machine is set up for; null where nothing is known, and in the row of a line.';
comment on column floor.oee_live.oee_ratio is 'OEE of the shift so far, to a thousandth.';
comment on column floor.oee_live.availability_ratio is 'Availability of the shift so far.';
comment on column floor.oee_live.performance_ratio is 'Performance of the shift so far.';
comment on column floor.oee_live.quality_ratio is 'Quality of the shift so far.';
comment on column floor.oee_live.coverage_ratio is 'Share of planned time of which there is data.';
comment on column floor.oee_live.good_pcs is 'Good pieces of the shift so far.';
comment on column floor.oee_live.scrap_pcs is 'Rejected pieces of the shift so far.';
comment on column floor.oee_live.target_pcs is
'Good pieces due by now: the time so far at the ideal cycle, times the target.';
comment on column floor.oee_live.revision is
'Of a line: grows when facts behind its figures changed, of whatever time; null for a machine.';
