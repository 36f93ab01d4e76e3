-- Whom the platform vouches for (AUTH_MODE=databricks).
-- $1 text: e-mail address. $2 text: name. $3 text: role of whoever is new.
select access.platform_identity($1, $2, $3)::text;
