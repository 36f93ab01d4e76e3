-- Machines somebody may have meant by a name there is not, most alike first. Shared
-- three-letter pieces tell likeness; a short name that fits comes before all.
-- $1: the name.
with

candidates as (
    select
        machines.machine_name,
        machines.short_name,
        lower(machines.short_name) = lower($1) as is_short_name,
        (
            select count(*)
            from generate_series(1, greatest(char_length($1) - 2, 1)) as piece (start)
            where position(lower(substr($1, piece.start, 3)) in lower(machines.machine_name)) > 0
        ) as likeness
    from floor.machines
    where machines.retired_at is null
),

final as (
    select *
    from candidates
    where is_short_name or likeness > 0
)

select
    machine_name,
    short_name
from final
order by is_short_name desc, likeness desc, machine_name asc
limit 6;
