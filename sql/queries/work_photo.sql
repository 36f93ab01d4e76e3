-- A picture of an order. $1: number of the order; $2: the picture; $3: whether it is wanted itself.
select
    work_order_photos.photo_id,
    work_order_photos.file_name,
    work_order_photos.media_type,
    work_order_photos.sha256,
    work_order_photos.added_by,
    case when $3::boolean then work_order_photos.content end as content
from floor.work_order_photos
where
    work_order_photos.work_order_id = $1
    and work_order_photos.photo_id = $2;
