-- Whether the oldest links of the audit may be forgotten, up to one that is kept.
create function floor.may_forget_audit(
    p_first_link_no bigint, p_kept_link_no bigint, p_kept_hash bytea
) returns boolean
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select
        p_kept_link_no > p_first_link_no
        and exists (
            select from floor.audit_chain
            where audit_chain.link_no = p_kept_link_no - 1 and audit_chain.hash = p_kept_hash
        )
        and not exists (
            select from floor.audit_chain
            inner join floor.audit_log on audit_chain.audit_id = audit_log.audit_id
            cross join floor.audit_retention
            where audit_chain.link_no >= p_first_link_no
            and audit_chain.link_no < p_kept_link_no
            and audit_log.at
            >= statement_timestamp() - audit_retention.keep_days * interval '1 day'
        );
$$;

comment on function floor.may_forget_audit(bigint, bigint, bytea) is
'Whether the links from p_first_link_no until before p_kept_link_no may be forgotten: all their '
'rows are older than floor.audit_retention says, and p_kept_hash is what the rest goes on from.';
