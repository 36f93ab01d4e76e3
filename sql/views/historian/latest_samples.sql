-- What each tag said last.
-- Grain: one row per tag that has a sample.
create view historian.latest_samples as
select
    tags.tag_id,
    newest.at,
    newest.server_at,
    newest.value,
    newest.text_value,
    newest.quality,
    (newest.quality >> 30)::integer as severity,
    newest.value * tags.scale
    -- of a counter only differences mean anything
    + case when tags.role in ('good', 'scrap', 'total') then 0 else tags.shift_by end
        as scaled_value
from floor.tags
cross join
    lateral (
        select samples.*
        from historian.samples
        where
            samples.tag_id = tags.tag_id
            -- none is later; so partitions of days to come are not looked at
            and samples.at <= now() + interval '1 hour'
        order by samples.at desc
        limit 1
    ) as newest
where
    (select floor.may_everywhere('floor.see'))
    or tags.machine_id in (select floor.machines_where('floor.see'));

comment on view historian.latest_samples is
'What each tag said last, as it came and scaled, as far as the person who acts may see its '
'machine. One row per tag that has a sample; fast where it is asked for some tags.';
comment on column historian.latest_samples.tag_id is 'The tag.';
comment on column historian.latest_samples.at is 'Source time of its newest sample.';
comment on column historian.latest_samples.server_at is
'Server time of the sample; null where unknown.';
comment on column historian.latest_samples.value is
'Raw value; truth as 1 and 0; null for text and where there is none.';
comment on column historian.latest_samples.text_value is
'Raw value where it is text; of a tag that is not fetched any more (BadOutOfService) why.';
comment on column historian.latest_samples.quality is 'OPC UA status code.';
comment on column historian.latest_samples.severity is
'Two highest bits of the quality: 0 good, 1 uncertain, 2 and 3 bad.';
comment on column historian.latest_samples.scaled_value is
'Value in the unit of the tag: raw × scale + shift_by, of a counter without shift_by; null '
'without a value.';
