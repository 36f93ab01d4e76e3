-- What each role may do: the one place that says so. Routes, row-level security and the page of
-- the documentation read it.
-- Grain: one row per role and action it may take.
create view floor.permissions as
with

actions as (
    select *
    from (
        values
        ('floor.see', 'Look at machines, figures and work orders', true, true, true, true, true),
        (
            'work.report', 'Open a work order, comment on it, add a picture',
            false, true, true, true, true
        ),
        (
            'work.do', 'Take a work order, work on it, use parts, tick off its list',
            false, false, true, true, true
        ),
        (
            'work.plan',
            'Give work orders to others, verify and cancel them; rules, plans and parts',
            false, false, false, true, true
        ),
        (
            'stop.explain', 'Give, split, merge and move the stops of a machine and their reasons',
            false, true, true, true, true
        ),
        ('count.enter', 'Enter good pieces and scrap', false, true, false, true, true),
        (
            'setup.see', 'Look at connections, shifts, cycles and reasons',
            false, false, true, true, true
        ),
        (
            'setup.change', 'Change the layout, connections, shifts, cycles and reasons; import',
            false, false, false, false, true
        ),
        ('audit.see', 'Read who changed what', false, false, false, true, true),
        (
            'people.change', 'Say who people are and what they may do',
            false, false, false, false, true
        )
    ) as listed (
        action, description, viewer, operator, maintenance, supervisor, engineer
    )
),

final as (
    select
        roles.role,
        actions.action,
        actions.description,
        roles.role_order
    from actions
    cross join
        lateral (
            values
            ('viewer', 1, actions.viewer),
            ('operator', 2, actions.operator),
            ('maintenance', 3, actions.maintenance),
            ('supervisor', 4, actions.supervisor),
            ('engineer', 5, actions.engineer)
        ) as roles (role, role_order, is_allowed)
    where roles.is_allowed
)

select * from final;

comment on view floor.permissions is
'What each role may do. One row per role and action; what has no row is refused.';
comment on column floor.permissions.role is
'viewer, operator, maintenance, supervisor or engineer.';
comment on column floor.permissions.action is 'What is done, for example work.plan.';
comment on column floor.permissions.description is 'The same for people.';
comment on column floor.permissions.role_order is 'Place of the role on pages, smallest first.';
