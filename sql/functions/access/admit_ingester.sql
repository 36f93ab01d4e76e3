-- Let a role of the server store samples, and do nothing else.
create function access.admit_ingester(p_role text) returns boolean
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    if to_regrole('ingest') is null
        or not exists (select from pg_roles where pg_roles.rolname = p_role)
    then
        return false;
    end if;
    if not pg_has_role(p_role, 'ingest', 'member') then
        execute format('grant ingest to %I', p_role);
    end if;
    return true;
end;
$$;

comment on function access.admit_ingester(text) is
'Gives a role of the server the rights of the role ingest: to store samples and to say how '
'connections fare. False where either role does not exist. For an ingester in the plant that logs '
'in as a service principal of its own.';
