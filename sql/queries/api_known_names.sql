-- Keys of names as they were sent, ignoring case, and the lines of machines. What is not found has
-- no row.
-- $1: names of machines; $2: of products; $3: of reasons.
select
    'machine' as kind,
    sent.name,
    machines.machine_id as id,
    lines.line_name as line
from unnest($1::text[]) as sent (name)
inner join floor.machines on lower(sent.name) = lower(machines.machine_name)
inner join floor.lines on machines.line_id = lines.line_id

union all

select
    'product' as kind,
    sent.name,
    products.product_id as id,
    null as line
from unnest($2::text[]) as sent (name)
inner join floor.products on lower(sent.name) = lower(products.product_name)

union all

select
    'reason' as kind,
    sent.name,
    reasons.reason_id as id,
    null as line
from unnest($3::text[]) as sent (name)
inner join floor.reasons on lower(sent.name) = lower(reasons.reason_name);
