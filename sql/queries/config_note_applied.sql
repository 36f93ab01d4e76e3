-- Remember which floor file was applied. $1: SHA-256 of what it says.
insert into floor.applied_floor_file as applied (content_sha256)
values ($1)
on conflict (is_only_row) do update
    set content_sha256 = excluded.content_sha256, applied_at = excluded.applied_at
    where applied.content_sha256 <> excluded.content_sha256;
