-- Act for a person until the transaction ends: with the rights of the role app, and no more.
create function floor.act_as(p_email text, p_program text, p_scopes text[] default null)
returns void
language sql volatile
set search_path = pg_catalog, pg_temp
as $$
    select
        set_config('floor.person', p_email, true),
        set_config('floor.program', p_program, true),
        -- a blank is no action: a token without scopes may do nothing
        set_config(
            'floor.scopes',
            case when p_scopes = '{}' then ' ' else array_to_string(p_scopes, ' ') end,
            true
        ),
        -- where nobody could make the role (an upgrade says so), pages are held to rights by routes
        case
            when to_regrole('app') is not null and pg_has_role(session_user, 'app', 'set')
                then set_config('role', 'app', true)
        end;
$$;

comment on function floor.act_as(text, text, text[]) is
'Acts for a person until the transaction ends: sets floor.person, floor.program (what the audit '
'names as the program) and floor.scopes (what a token may do; null: all), and takes the role app, '
'which row-level security holds to what the person may see and change. Where the login may not '
'take that role, routes alone hold the person to their rights.';
