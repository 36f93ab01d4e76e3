-- Person roles: who changes them is written down.
select floor.audit('floor.person_roles');
