-- One turn of the clock: bring the sums up to date, unless another server is at it.
-- $1: how many machine hours at most. Returns the rows written; null where another is at it.
select
    case
        when pg_try_advisory_xact_lock(hashtext('floor.refresh_oee'))
            then floor.refresh_oee(p_most_hours => $1)
    end as changed;
