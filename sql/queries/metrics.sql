-- Metrics, those of one name together, as the text of /metrics wants them.
select
    metric_name,
    metric_type,
    help,
    labels::text as labels_json,
    value
from floor.metrics
order by metric_name, labels::text;
