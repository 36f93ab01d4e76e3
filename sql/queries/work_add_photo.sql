-- Add a picture to an order; returns its key. $1: number of the order; $2: name of the file;
-- $3: media type; $4: bytes; $5: width and $6: height in pixels; $7: SHA-256; $8: the picture, or
-- null where it is kept in the folder.
insert into floor.work_order_photos (
    work_order_id, file_name, media_type, size_bytes, width_px, height_px, sha256, content
)
values ($1, $2, $3, $4, $5, $6, $7, $8)
returning photo_id;
