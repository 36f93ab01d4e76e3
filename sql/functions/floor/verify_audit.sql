-- Whether the audit is what was written: each link seals its row and the link before.
create function floor.verify_audit() returns table (
    links bigint,
    broken_link_no bigint,
    broken_audit_id bigint,
    problem text,
    head_link_no bigint,
    head_hash bytea
)
-- stable: all of it is read as of one moment
language plpgsql stable
set search_path = pg_catalog, pg_temp
set jit = off
as $$
declare
    v_head floor.audit_head;
    v_broken record;
begin
    select audit_head.* into strict v_head from floor.audit_head;
    select count(*), coalesce(max(audit_chain.link_no), v_head.first_link_no - 1)
    into links, head_link_no
    from floor.audit_chain;
    head_hash := coalesce(
        (select audit_chain.hash from floor.audit_chain where audit_chain.link_no = head_link_no),
        v_head.first_hash
    );

    with

    chain as (
        select
            audit_chain as link,
            audit_chain.link_no,
            audit_chain.audit_id,
            audit_chain.hash,
            coalesce(
                lag(audit_chain.link_no) over in_order + 1, v_head.first_link_no
            ) as due_link_no,
            coalesce(lag(audit_chain.hash) over in_order, v_head.first_hash) as hash_before
        from floor.audit_chain
        window in_order as (order by audit_chain.link_no)
    )

    select
        chain.*,
        audit_log as sealed,
        audit_log.audit_id is null as is_gone
    into v_broken
    from chain
    left join floor.audit_log on chain.audit_id = audit_log.audit_id
    where chain.link_no <> chain.due_link_no
    or audit_log.audit_id is null
    or chain.hash <> sha256(chain.hash_before || floor.audit_content(audit_log))
    order by chain.link_no
    limit 1;

    if v_broken.link_no is not null then
        broken_link_no := v_broken.link_no;
        broken_audit_id := v_broken.audit_id;
        if v_broken.link_no <> v_broken.due_link_no then
            broken_link_no := v_broken.due_link_no;
            broken_audit_id := null;
            problem := 'link missing';
        elsif v_broken.is_gone then
            problem := 'row missing';
        else
            problem := floor.broken_audit_link(
                v_broken.link, v_broken.sealed, v_broken.hash_before
            );
        end if;
    elsif head_link_no <> v_head.link_no then
        broken_link_no := head_link_no + 1;
        problem := 'link missing';
    elsif head_hash <> v_head.hash then
        broken_link_no := head_link_no;
        problem := 'head changed';
    else
        select min(audit_log.audit_id) into broken_audit_id
        from floor.audit_log
        where not exists (
            select from floor.audit_chain where audit_chain.audit_id = audit_log.audit_id
        )
        -- what this transaction wrote is sealed when it commits
        and audit_log.xid is distinct from pg_current_xact_id_if_assigned();
        problem := case when broken_audit_id is not null then 'row not sealed' end;
    end if;
    return next;
end;
$$;

comment on function floor.verify_audit() is
'Checks the whole audit chain against the rows it seals. Returns one row: the number of links, the '
'first that is broken with the row it seals (null where unknown) and the problem (link missing, '
'row missing, row changed, link changed, out of order, head changed, row not sealed; null if all '
'hold), and the newest link with its hash.';
