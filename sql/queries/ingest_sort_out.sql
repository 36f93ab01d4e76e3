-- Store what is good of the staged samples; the rest becomes dead letters.
-- $1: the ingester.
select
    sorted_out.stored,
    sorted_out.repeated,
    sorted_out.refused
from historian.sort_out($1) as sorted_out;
