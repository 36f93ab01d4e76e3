-- How the writer's session behaves: a transaction its client gave up on, or stands still amid, ends
-- by itself and lets go of the watermark, which others wait for; and a commit that was acknowledged
-- survives a crash of the server.
select
    set_config('statement_timeout', '60s', false) as statement_timeout,
    set_config('idle_in_transaction_session_timeout', '10s', false) as idle_timeout,
    set_config(
        'synchronous_commit',
        coalesce(nullif(current_setting('synchronous_commit'), 'off'), 'on'),
        false
    ) as synchronous_commit;
