-- Open a work order about a stop that has none yet.
-- $1: the machine; $2: an instant of the stop; $3: title.
insert into floor.work_orders (machine_id, stopped_at, title, priority, source)
values ($1, $2, $3, 'normal', 'simulator');
