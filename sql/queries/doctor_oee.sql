-- How far the sums of OEE are behind. One row; ages in seconds, null where never refreshed.
select
    (
        select count(*)
        from floor.machines
        where machines.retired_at is null
    ) as machines,
    (
        select count(*)
        from floor.shifts
        where shifts.business_date > current_date - 8
    ) as shifts,
    (
        select count(*)
        from floor.oee_dirty
    ) as dirty,
    case
        when isfinite(oee_progress.refreshed_to)
            then extract(epoch from now() - oee_progress.refreshed_to)::double precision
    end as behind_s
from floor.oee_progress;
