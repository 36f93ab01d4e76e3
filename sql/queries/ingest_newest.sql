-- The newest stored sample of each of some tags, as it came. One row per tag that has any.
-- $1 tags.
select
    latest_samples.tag_id,
    latest_samples.at,
    latest_samples.value,
    latest_samples.text_value,
    latest_samples.quality
from historian.latest_samples
where latest_samples.tag_id = any($1::integer[]);
