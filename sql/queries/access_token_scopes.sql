-- What a token can be allowed, in the order of the roles that may.
select permissions.action
from floor.permissions
group by permissions.action
order by min(permissions.role_order), permissions.action;
