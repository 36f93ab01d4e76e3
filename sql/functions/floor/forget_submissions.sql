-- Forget what was sent with an idempotency key so long ago that nobody sends it again.
create function floor.forget_submissions(p_keep interval default '7 days') returns bigint
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_deleted bigint;
begin
    delete from floor.submissions where submissions.received_at < clock_timestamp() - p_keep;
    get diagnostics v_deleted = row_count;
    return v_deleted;
end;
$$;

comment on function floor.forget_submissions(interval) is
'Deletes rows of floor.submissions older than p_keep; returns how many. The pieces stay; their '
'key could be used anew. Servers call it every 10 minutes.';
