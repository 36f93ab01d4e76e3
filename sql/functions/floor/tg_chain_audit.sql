-- Seal the rows of the audit that a transaction wrote, when it commits.
-- The first of them that fires seals all: one row is locked once, and only while committing.
create function floor.tg_chain_audit() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_link_no bigint;
    v_hash bytea;
    v_row floor.audit_log;
begin
    if exists (select from floor.audit_chain where audit_chain.audit_id = new.audit_id) then
        return null;
    end if;
    -- who commits at the same time waits here, and goes on from the link that was written
    select audit_head.link_no, audit_head.hash into strict v_link_no, v_hash
    from floor.audit_head
    for update;
    for v_row in
        select audit_log.*
        from floor.audit_log
        where audit_log.audit_id >= new.audit_id
        and (audit_log.audit_id = new.audit_id or audit_log.xid = pg_current_xact_id())
        and not exists (
            select from floor.audit_chain where audit_chain.audit_id = audit_log.audit_id
        )
        order by audit_log.audit_id
    loop
        v_link_no := v_link_no + 1;
        v_hash := sha256(v_hash || floor.audit_content(v_row));
        insert into floor.audit_chain (link_no, audit_id, hash)
        values (v_link_no, v_row.audit_id, v_hash);
    end loop;
    update floor.audit_head set link_no = v_link_no, hash = v_hash;
    return null;
end;
$$;

comment on function floor.tg_chain_audit() is
'Trigger, when a transaction commits: adds a link to floor.audit_chain for each row it wrote into '
'floor.audit_log, in their order. Commits take turns at floor.audit_head: the chain never forks.';
