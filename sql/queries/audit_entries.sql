-- Changes that meet all conditions, the newest first, as far as the person who asks may see them.
-- $1: person, by address or display name, or database user where no person acted; $2: table, with
-- or without its schema; $3: key of the row; $4: actions; $5, $6: from when until before when;
-- $7: program; $8: only audit_ids smaller than this; $9: how many at most. Null: any.
with

people as (
    select email
    from floor.people
    where lower($1) in (lower(email), lower(display_name))
)

select
    audit_entries.audit_id,
    audit_entries.at,
    audit_entries.transaction_id,
    audit_entries.person,
    audit_entries.person_name,
    audit_entries.database_user,
    audit_entries.program,
    audit_entries.table_name,
    audit_entries.row_key,
    audit_entries.action,
    audit_entries.machine_name,
    audit_entries.work_order_id,
    audit_entries.changes
from floor.audit_entries
where
    (
        $1::text is null
        or audit_entries.person = $1
        or audit_entries.person in (select people.email from people)
        or (audit_entries.person is null and lower(audit_entries.database_user) = lower($1))
    )
    and (
        $2::text is null
        or audit_entries.table_name in ($2, 'floor.' || $2, 'access.' || $2, 'historian.' || $2)
    )
    and ($3::text is null or audit_entries.row_key = $3)
    and ($4::text[] is null or audit_entries.action = any($4))
    and ($5::timestamptz is null or audit_entries.at >= $5)
    and ($6::timestamptz is null or audit_entries.at < $6)
    and ($7::text is null or lower(audit_entries.program) = lower($7))
    and ($8::bigint is null or audit_entries.audit_id < $8)
order by audit_entries.audit_id desc
limit $9;
