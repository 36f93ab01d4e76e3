-- Refuse to change the audit: what is written stays, until retention lets it go.
-- What may be forgotten is told by the chain itself, not by who asks or how: links before the first
-- that is kept, and that one moves only past rows older than floor.audit_retention says.
create function floor.tg_refuse_audit_changes() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_first_link_no bigint;
begin
    if tg_op = 'DELETE' and tg_table_name in ('audit_log', 'audit_chain') then
        select audit_head.first_link_no into v_first_link_no from floor.audit_head;
        if tg_table_name = 'audit_chain' then
            if old.link_no < v_first_link_no then
                return old;
            end if;
        elsif exists (
            select from floor.audit_chain
            where audit_chain.audit_id = old.audit_id and audit_chain.link_no < v_first_link_no
        ) then
            return old;
        end if;
    elsif tg_op = 'UPDATE' and tg_table_name = 'audit_head' then
        if new.link_no >= old.link_no and (
            (new.first_link_no, new.first_hash) = (old.first_link_no, old.first_hash)
            or floor.may_forget_audit(old.first_link_no, new.first_link_no, new.first_hash)
        ) then
            return new;
        end if;
    end if;
    raise exception 'the audit cannot be changed: % of %.% is refused',
        lower(tg_op), tg_table_schema, tg_table_name
    using errcode = 'insufficient_privilege',
        hint = 'It only grows. Rows older than floor.audit_retention are taken away by '
            'floor.forget_audit().';
end;
$$;

comment on function floor.tg_refuse_audit_changes() is
'Trigger: refuses to update, delete or truncate the audit and its chain, whoever asks. Only links '
'before floor.audit_head.first_link_no may go, and that moves forward only past rows older than '
'floor.audit_retention says.';
