-- From now on, what other programs added counts as said by the floor: what a page shows, a page
-- can take away. Machines, lines and plants stay with the program that keeps them.
with

products as (
    update floor.products set origin = 'floor.toml'
    where origin <> 'floor.toml'
    returning product_id
),

reasons as (
    update floor.reasons set origin = 'floor.toml'
    where origin <> 'floor.toml'
    returning reason_id
),

shifts as (
    update floor.shift_patterns set origin = 'floor.toml'
    where origin <> 'floor.toml'
    returning shift_pattern_id
),

exceptions as (
    update floor.calendar_exceptions set origin = 'floor.toml'
    where origin <> 'floor.toml'
    returning calendar_exception_id
),

final as (
    select
        (select count(*) from products) as products,
        (select count(*) from reasons) as reasons,
        (select count(*) from shifts) as shifts,
        (select count(*) from exceptions) as exceptions
)

select
    final.products,
    final.reasons,
    final.shifts,
    final.exceptions
from final;
