-- People: who changes them is written down.
select floor.audit('floor.people');

-- Cards name who reported an order, and who changed it.
select relay.announce(
    'floor.people',
    'work_orders',
    'select work_order_id::text from changed inner join floor.work_orders'
    ' on lower(changed.email) in (lower(reported_by), lower(changed_by))'
    ' where status not in (''verified'', ''cancelled'')'
);
