-- What is wrong with a link of the audit chain whose hash does not fit.
create function floor.broken_audit_link(
    p_link floor.audit_chain, p_row floor.audit_log, p_hash_before bytea
) returns text
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select case
        -- it follows on another link, or seals another row
        when exists (
            select from floor.audit_chain
            where p_link.hash = sha256(audit_chain.hash || floor.audit_content(p_row))
        ) or exists (
            select from floor.audit_log
            where p_link.hash = sha256(p_hash_before || floor.audit_content(audit_log))
        ) then 'out of order'
        -- the next link goes on from what this one should be
        when exists (
            select from floor.audit_chain
            inner join floor.audit_log on audit_chain.audit_id = audit_log.audit_id
            where audit_chain.link_no = p_link.link_no + 1
            and audit_chain.hash = sha256(
                sha256(p_hash_before || floor.audit_content(p_row))
                || floor.audit_content(audit_log)
            )
        ) then 'link changed'
        else 'row changed'
    end;
$$;

comment on function floor.broken_audit_link(floor.audit_chain, floor.audit_log, bytea) is
'What is wrong with a link whose hash is not that of the hash before and its row: out of order, '
'link changed (what follows fits the row), or row changed.';
