-- Whether the audit is what was written, with what is known of the first broken link.
-- $1: a hash that was the newest once, null for none: is_expected tells whether it is a link still.
select
    verified.links,
    verified.broken_link_no,
    verified.broken_audit_id,
    verified.problem,
    verified.head_link_no,
    encode(verified.head_hash, 'hex') as head_hash,
    audit_log.at,
    audit_log.person,
    audit_log.database_user,
    audit_log.program,
    audit_log.table_name,
    audit_log.row_key,
    audit_log.action,
    (
        $1::text is null
        or exists (
            select from floor.audit_chain
            where audit_chain.hash = decode($1, 'hex')
        )
        or verified.head_hash = decode($1, 'hex')
    ) as is_expected
from floor.verify_audit() as verified
left join floor.audit_log on verified.broken_audit_id = audit_log.audit_id;
