-- Triggers of a table or view ($1), for the data dictionary, in the order they fire.
select
    triggers.tgname as trigger_name,
    concat_ws(
        ' ',
        case
            when triggers.tgtype & 2 > 0 then 'before'
            when triggers.tgtype & 64 > 0 then 'instead of'
            else 'after'
        end,
        concat_ws(
            ' or ',
            case when triggers.tgtype & 4 > 0 then 'insert' end,
            case when triggers.tgtype & 16 > 0 then 'update' end,
            case when triggers.tgtype & 8 > 0 then 'delete' end,
            case when triggers.tgtype & 32 > 0 then 'truncate' end
        ),
        case when triggers.tgtype & 1 > 0 then 'of each row' else 'of each statement' end
    ) as fires,
    obj_description(triggers.oid, 'pg_trigger') as trigger_comment
from pg_trigger as triggers
where triggers.tgrelid = $1::text::regclass and not triggers.tgisinternal
order by triggers.tgname;
