-- One tag, for people. $1 tag.
select
    tags.tag_id,
    tags.tag_name,
    tags.role,
    tags.unit,
    machines.machine_name
from floor.tags
left join floor.machines on tags.machine_id = machines.machine_id
where tags.tag_id = $1;
