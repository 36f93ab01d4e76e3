-- How far the figures go; null where they were never worked out.
select nullif(refreshed_to, '-infinity') as refreshed_to
from gold.freshness;
