-- Whether a demo floor has its past already, or the floor is none of the simulator's.
select
    exists (
        select from floor.status_events
        where status_events.at < now() - interval '29 days'
    )
    or exists (
        select from floor.status_events
        where
            status_events.at < now() - interval '1 day'
            and status_events.source <> 'simulator'
    ) as has_history;
