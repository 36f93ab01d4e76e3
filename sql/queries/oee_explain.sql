-- How the figures of a machine's shift come about: from the figures down to the rows behind them.
-- $1: machine; $2: shift_id of a shift of its line.
select
    section,
    item,
    value,
    unit,
    from_at,
    to_at,
    detail,
    formula
from gold.explain_oee($1, $2);
