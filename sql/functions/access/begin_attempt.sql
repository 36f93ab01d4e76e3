-- Note an attempt to log in with a password, or say from when on the next one is looked at.
create function access.begin_attempt(p_email text, p_address text) returns table (
    attempt_id bigint, again_at timestamptz
)
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_window constant interval := '15 minutes';
    v_most_of_email constant integer := 5;
    v_most_of_address constant integer := 20;
    v_again_at timestamptz;
begin
    -- one after the other, or attempts made at the same time would not see each other
    perform pg_advisory_xact_lock(hashtext('access.login_attempts.email'), hashtext(lower(p_email)));
    perform pg_advisory_xact_lock(hashtext('access.login_attempts.address'), hashtext(p_address));

    select max(failures.at) + v_window into v_again_at
    from (
        (
            select attempts.at
            from access.login_attempts as attempts
            where
                lower(attempts.email) = lower(p_email)
                and attempts.at > clock_timestamp() - v_window
                and not attempts.was_accepted
                and not exists (
                    select from access.login_attempts as accepted
                    where
                        lower(accepted.email) = lower(p_email)
                        and accepted.was_accepted
                        and accepted.at >= attempts.at
                )
            order by attempts.at desc
            offset v_most_of_email - 1 limit 1
        )
        union all
        (
            select attempts.at
            from access.login_attempts as attempts
            where
                attempts.address = p_address
                and attempts.at > clock_timestamp() - v_window
                and not attempts.was_accepted
            order by attempts.at desc
            offset v_most_of_address - 1 limit 1
        )
    ) as failures;

    if v_again_at is not null then
        return query select null::bigint, v_again_at;
        return;
    end if;
    return query
    insert into access.login_attempts as attempts (email, address, was_accepted)
    values (p_email, p_address, false)
    returning attempts.attempt_id, null::timestamptz;
end;
$$;

comment on function access.begin_attempt(text, text) is
'Notes an attempt to log in, as one that failed until it is accepted, and returns its key. After 5 '
'failures for one e-mail address since it was last accepted, or 20 from one network address, '
'within 15 minutes, it notes nothing and returns from when on the next attempt is looked at.';
