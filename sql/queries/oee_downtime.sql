-- Time lost to stops that nobody planned, the costliest cause first.
-- $1 to $6: business dates, shift, instants, line_id, as in gold.downtime_over(); $7: reason,
-- category or machine.
with

lost as (
    select
        case $7::text
            when 'reason' then coalesce(stops.reason_id::text, 'none')
            when 'category' then stops.loss_category
            else stops.machine
        end as key,
        case $7
            when 'reason' then coalesce(stops.reason, 'No reason given')
            when 'category' then loss_categories.loss_name
            else stops.machine
        end as cause,
        case $7
            when 'reason' then stops.root_reason
            when 'category' then loss_categories.description
            else stops.line
        end as belongs_to,
        stops.stops,
        stops.down_s
    from gold.downtime_over($1, $2, $3, $4, $5, $6) as stops
    left join floor.loss_categories on stops.loss_category = loss_categories.loss_category
    where stops.bucket <> 'planned_down'
),

causes as (
    select
        key,
        cause,
        belongs_to,
        sum(stops)::bigint as stops,
        sum(down_s) as down_s
    from lost
    group by key, cause, belongs_to
),

final as (
    select
        causes.*,
        causes.down_s / nullif(sum(causes.down_s) over (), 0) as share_ratio,
        sum(causes.down_s) over (order by causes.down_s desc, causes.key asc)
        / nullif(sum(causes.down_s) over (), 0) as cumulative_ratio,
        causes.down_s / nullif(max(causes.down_s) over (), 0) as bar_ratio
    from causes
)

select * from final
order by down_s desc, key asc;
