-- Forget the oldest links of the audit and their rows: as many whole links as are old enough.
create function floor.forget_audit(p_before timestamptz default null) returns bigint
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_kept_since constant timestamptz := (
        select statement_timestamp() - audit_retention.keep_days * interval '1 day'
        from floor.audit_retention
    );
    v_before constant timestamptz := coalesce(p_before, v_kept_since);
    v_head floor.audit_head;
    v_first_link_no bigint;
    v_forgotten bigint;
begin
    if v_before > v_kept_since then
        raise exception 'the audit since % is kept', v_kept_since
        using errcode = 'check_violation',
            hint = 'To keep less, lower keep_days in floor.audit_retention: that is written down.';
    end if;
    select audit_head.* into strict v_head from floor.audit_head;
    -- links are in the order of commits: the first that is young enough ends what may go
    select audit_chain.link_no into v_first_link_no
    from floor.audit_chain
    inner join floor.audit_log on audit_chain.audit_id = audit_log.audit_id
    where audit_log.at >= v_before
    order by audit_chain.link_no
    limit 1;
    v_first_link_no := coalesce(v_first_link_no, v_head.link_no + 1);
    if v_first_link_no <= v_head.first_link_no then
        return 0;
    end if;

    update floor.audit_head
    set first_link_no = v_first_link_no, first_hash = audit_chain.hash
    from floor.audit_chain
    where audit_chain.link_no = v_first_link_no - 1;
    delete from floor.audit_log using floor.audit_chain
    where audit_chain.audit_id = audit_log.audit_id and audit_chain.link_no < v_first_link_no;
    delete from floor.audit_chain where audit_chain.link_no < v_first_link_no;
    get diagnostics v_forgotten = row_count;
    return v_forgotten;
end;
$$;

comment on function floor.forget_audit(timestamptz) is
'Takes the oldest links of the audit chain away, with their rows: all before the first whose row '
'is of p_before or later; returns how many. p_before: by default what floor.audit_retention '
'says, and no later. The rest still holds: floor.audit_head keeps the hash it goes on from.';
