-- Which settings of a protocol are secrets.
create function historian.secret_names(p_config_schema jsonb) returns text[]
language sql immutable
set search_path = pg_catalog, pg_temp
as $$
    select
        case
            -- a connector nobody has described yet: what secrets are usually called
            when p_config_schema is null
                then array['api_key', 'passphrase', 'password', 'private_key', 'secret', 'token']
            else array(
                select properties.key
                from jsonb_each(p_config_schema -> 'properties') as properties (key, value)
                -- at any depth, because a secret that may be null is one of several schemas
                where jsonb_path_exists(properties.value, '$.**.writeOnly ? (@ == true)')
                order by properties.key
            )
        end;
$$;

comment on function historian.secret_names(jsonb) is
'Names of the settings that are secrets (writeOnly) in the config_schema of a connector, in order '
'of the alphabet; those that are usual where there is no schema.';
