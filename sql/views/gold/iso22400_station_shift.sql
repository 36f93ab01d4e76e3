-- Indicators of ISO 22400-2 as the standard names and defines them.
-- Grain: one row per machine and shift. Independent of policies: the standard knows one definition.
create view gold.iso22400_station_shift as
with

times as (
    select
        oee.*,
        oee.operational_s + oee.warning_s + oee.minor_stop_s as apt_s,
        oee.setup_s as aust_s,
        oee.breakdown_s as adet_s,
        oee.operational_s + oee.warning_s + oee.minor_stop_s + oee.setup_s as aupt_s,
        oee.operational_s + oee.warning_s + oee.minor_stop_s + oee.setup_s + oee.breakdown_s
            as aubt_s,
        oee.scheduled_s - oee.planned_stop_s - oee.planned_down_s as pbt_s
    from gold.oee_station_shift as oee
),

ratios as (
    select
        times.*,
        times.apt_s / nullif(times.pbt_s, 0) as availability,
        times.ideal_s / nullif(times.apt_s, 0) as effectiveness,
        times.good_pcs::double precision / nullif(times.total_pcs, 0) as iso_quality_ratio
    from times
),

final as (
    select
        ratios.plant,
        ratios.line,
        ratios.line_id,
        ratios.machine,
        ratios.machine_id,
        ratios.business_date,
        ratios.shift_name,
        ratios.shift_id,
        ratios.scheduled_s as pot_s,
        ratios.pbt_s,
        ratios.aubt_s,
        ratios.aupt_s,
        ratios.apt_s,
        ratios.aust_s,
        ratios.adet_s,
        ratios.unknown_s,
        ratios.ideal_s as prixpq_s,
        ratios.total_pcs as pq_pcs,
        ratios.good_pcs as gq_pcs,
        ratios.scrap_pcs as sq_pcs,
        ratios.failures as failure_events,
        ratios.availability,
        ratios.effectiveness,
        ratios.iso_quality_ratio as quality_ratio,
        ratios.availability * ratios.effectiveness * ratios.iso_quality_ratio as oee_index,
        ratios.aupt_s / nullif(ratios.pbt_s, 0) * ratios.effectiveness * ratios.iso_quality_ratio
            as nee_index,
        ratios.aubt_s / nullif(ratios.pbt_s, 0) as allocation_efficiency,
        ratios.apt_s / nullif(ratios.aubt_s, 0) as utilisation_efficiency,
        ratios.apt_s / nullif(ratios.apt_s + ratios.adet_s, 0) as technical_efficiency,
        ratios.aust_s / nullif(ratios.aupt_s, 0) as setup_ratio,
        ratios.scrap_pcs::double precision / nullif(ratios.total_pcs, 0) as scrap_ratio,
        ratios.total_pcs * 3600 / nullif(ratios.aubt_s, 0) as throughput_rate_per_h,
        ratios.mtbf_s,
        ratios.mttr_s
    from ratios
)

select * from final;

comment on view gold.iso22400_station_shift is
'Time elements and indicators of ISO 22400-2, as far as the facts allow (docs/kpis.md says which '
'are missing and why). One row per machine and shift.';
comment on column gold.iso22400_station_shift.plant is 'Plant.';
comment on column gold.iso22400_station_shift.line is 'Line.';
comment on column gold.iso22400_station_shift.line_id is 'Internal key of the line.';
comment on column gold.iso22400_station_shift.machine is 'Machine (ISA-95 work unit).';
comment on column gold.iso22400_station_shift.machine_id is 'Internal key of the machine.';
comment on column gold.iso22400_station_shift.business_date is
'Local date the shift belongs to, that is the day it began.';
comment on column gold.iso22400_station_shift.shift_name is 'Shift, for example N.';
comment on column gold.iso22400_station_shift.shift_id is 'Internal key of the shift.';
comment on column gold.iso22400_station_shift.pot_s is
'POT, planned operation time: the shift, as far as it has passed.';
comment on column gold.iso22400_station_shift.pbt_s is
'PBT, planned busy time: POT less planned stops of the calendar and stops that were planned.';
comment on column gold.iso22400_station_shift.aubt_s is
'AUBT, actual unit busy time: AUPT + ADET. Less than PBT by the time without data.';
comment on column gold.iso22400_station_shift.aupt_s is
'AUPT, actual unit processing time: APT + AUST.';
comment on column gold.iso22400_station_shift.apt_s is
'APT, actual production time: operational, with a warning, or in a minor stop.';
comment on column gold.iso22400_station_shift.aust_s is
'AUST, actual unit setup time: down for setup and adjustment.';
comment on column gold.iso22400_station_shift.adet_s is
'ADET, actual unit delay time: breakdowns. Stops shorter than the machine''s limit stay in APT.';
comment on column gold.iso22400_station_shift.unknown_s is
'Seconds of PBT without data, in none of the actual times.';
comment on column gold.iso22400_station_shift.prixpq_s is
'PRI x PQ: planned run time per item times produced quantity, summed over products.';
comment on column gold.iso22400_station_shift.pq_pcs is 'PQ, produced quantity.';
comment on column gold.iso22400_station_shift.gq_pcs is 'GQ, good quantity.';
comment on column gold.iso22400_station_shift.sq_pcs is 'SQ, scrap quantity.';
comment on column gold.iso22400_station_shift.failure_events is
'FE, failure events: breakdowns that began.';
comment on column gold.iso22400_station_shift.availability is
'Availability: APT / PBT. Null without PBT.';
comment on column gold.iso22400_station_shift.effectiveness is
'Effectiveness: PRI x PQ / APT. Null without APT.';
comment on column gold.iso22400_station_shift.quality_ratio is
'Quality ratio: GQ / PQ, by count. Null without pieces.';
comment on column gold.iso22400_station_shift.oee_index is
'OEE index: availability x effectiveness x quality ratio. Equal to oee_ratio of the OEE views '
'while one product is made; with several, those weigh quality by ideal time.';
comment on column gold.iso22400_station_shift.nee_index is
'NEE index: AUPT / PBT x effectiveness x quality ratio: setup is no loss.';
comment on column gold.iso22400_station_shift.allocation_efficiency is
'Allocation efficiency: AUBT / PBT.';
comment on column gold.iso22400_station_shift.utilisation_efficiency is
'Utilisation efficiency: APT / AUBT.';
comment on column gold.iso22400_station_shift.technical_efficiency is
'Technical efficiency: APT / (APT + ADET).';
comment on column gold.iso22400_station_shift.setup_ratio is 'Setup ratio: AUST / AUPT.';
comment on column gold.iso22400_station_shift.scrap_ratio is 'Scrap ratio: SQ / PQ.';
comment on column gold.iso22400_station_shift.throughput_rate_per_h is
'Throughput rate: PQ / AOET, in pieces per hour. AOET is taken to be AUBT, because queueing and '
'transport are not recorded.';
comment on column gold.iso22400_station_shift.mtbf_s is
'MTBF: APT / failure events. Null without failures.';
comment on column gold.iso22400_station_shift.mttr_s is
'MTTR: ADET / failure events. Null without failures.';
