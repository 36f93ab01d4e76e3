-- The course of a tag for a drawing. $1 tag, $2 from, $3 to, $4 pixels.
-- Milliseconds since 1970 and scaled values; null breaks the line.
select
    extract(epoch from points.at) * 1000::double precision as at_ms,
    points.value
from historian.trend_over($1, $2, $3, $4) as points;
