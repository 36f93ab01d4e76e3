-- How fresh the figures of this schema are.
-- Grain: one row, always.
create view gold.freshness as
select
    oee_progress.refreshed_to,
    coalesce(
        (
            select max(shifts.business_date)
            from floor.shifts
            where lower(shifts.during) <= oee_progress.refreshed_to
        ),
        (oee_progress.refreshed_to at time zone 'UTC')::date
    ) as newest_business_date,
    (
        select count(distinct oee_dirty.machine_id) from floor.oee_dirty
    ) as waiting_machines
from floor.oee_progress;

comment on view gold.freshness is
'How fresh the figures of this schema are, and where views of the last days end. One row, '
'always.';
comment on column gold.freshness.refreshed_to is
'All figures hold what happened up to this instant.';
comment on column gold.freshness.newest_business_date is
'Newest business date that has begun on any line: the last of the last 7 or 30 business dates.';
comment on column gold.freshness.waiting_machines is
'Machines with a late or corrected fact that the figures do not hold yet; 0 when all is taken '
'in.';
