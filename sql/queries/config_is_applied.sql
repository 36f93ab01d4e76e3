-- Whether this floor file is the one applied last. $1: SHA-256 of what it says.
select count(*) > 0 as is_applied
from floor.applied_floor_file
where applied_floor_file.content_sha256 = $1;
