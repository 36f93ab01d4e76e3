-- Stops one by one, the newest first, with how many there are in all.
-- $1 to $6: business dates, shift, instants, line_id, null for all; $7: reason_id or none;
-- $8: loss category; $9: machine; $10: how many.
with

found as (
    select
        events.*,
        loss_categories.loss_name,
        machines.short_name,
        count(*) over () as found
    from gold.oee_downtime_events as events
    inner join floor.machines on events.machine_id = machines.machine_id
    left join floor.loss_categories on events.loss_category = loss_categories.loss_category
    where
        events.business_date between $1::date and $2::date
        and ($3::text is null or events.shift_name = $3)
        and ($4::timestamptz is null or events.ends_at > $4)
        and ($5::timestamptz is null or events.starts_at < $5)
        and ($6::integer is null or events.line_id = $6)
        and ($7::text is null or coalesce(events.reason_id::text, 'none') = $7)
        and ($8::text is null or events.loss_category = $8)
        and ($9::text is null or events.machine = $9)
)

select
    found,
    line,
    machine,
    short_name,
    business_date,
    shift_name,
    shift_id,
    stop_started_at,
    starts_at,
    ends_at,
    down_s,
    loss_category,
    loss_name,
    reason,
    reason_path,
    product,
    is_open
from found
order by starts_at desc, machine asc
limit $10;
