-- Who of those that are connected still is who they were, and what they may do now.
-- $1, $2, $3 integer[]: person_id, session_id (null: none) and token_id (null: none) of each.
-- $4 interval: after how long without use a session ends.
with

present as (
    select
        present.person_id,
        present.session_id,
        present.token_id,
        present.position
    from unnest($1::integer[], $2::integer[], $3::integer[]) with ordinality
        as present (person_id, session_id, token_id, position)
),

people as (
    select distinct present.person_id from present
),

identities as materialized (
    select
        people.person_id,
        floor.identity(people.person_id)::text as identity
    from people
),

final as (
    select
        present.position,
        identities.identity,
        (
            present.session_id is null or exists (
                select from access.sessions
                where
                    sessions.session_id = present.session_id
                    and sessions.revoked_at is null
                    and sessions.expires_at > now()
                    and sessions.seen_at > now() - $4::interval
            )
        ) and (
            present.token_id is null or exists (
                select from access.api_tokens
                where
                    api_tokens.token_id = present.token_id
                    and api_tokens.revoked_at is null
                    and coalesce(api_tokens.expires_at, 'infinity') > now()
            )
        ) as is_valid
    from present
    inner join identities on present.person_id = identities.person_id
)

select
    final.position,
    final.identity,
    final.is_valid
from final;
