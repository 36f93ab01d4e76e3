-- Reasons a floor has, by name. One row per reason in use.
select
    reason_id,
    reason_name
from floor.reasons
where retired_at is null;
