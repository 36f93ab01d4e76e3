-- What people may do: said, and read, by whoever may say so everywhere; everybody knows their own.
select floor.protect(
    'floor.person_roles',
    'nowhere',
    'people.change',
    'people.change',
    'people.change',
    p_select => null
);
create policy select_all_where_allowed on floor.person_roles for select
using ((select floor.may_everywhere('people.change')));
comment on policy select_all_where_allowed on floor.person_roles is
'Allows select where the person who acts has the right people.change everywhere.';
create policy select_own_where_allowed on floor.person_roles for select
using (
    person_roles.person_id = (
        select people.person_id
        from floor.people
        where lower(people.email) = lower((select floor.person()))
    )
);
comment on policy select_own_where_allowed on floor.person_roles is
'Allows select of what the person who acts may do.';
