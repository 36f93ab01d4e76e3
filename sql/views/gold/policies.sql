-- What counts as planned, run or loss.
-- Grain: one row per policy.
create view gold.policies as
select
    kpi_policies.policy_name,
    kpi_policies.is_default,
    kpi_policies.planned_stops_count_as,
    kpi_policies.planned_downs_count_as,
    kpi_policies.setup_counts_as,
    kpi_policies.unknown_counts_as,
    kpi_policies.minor_stops_count_as,
    kpi_policies.no_pieces_count_as,
    kpi_policies.performance_is_capped,
    kpi_policies.description
from floor.kpi_policies;

comment on view gold.policies is
'What counts as planned, run or loss. One row per policy; the default one is used by all views '
'but gold.oee_policies, which shows all side by side.';
comment on column gold.policies.policy_name is 'Name of the policy.';
comment on column gold.policies.is_default is 'Whether the views use it; true in one row.';
comment on column gold.policies.planned_stops_count_as is
'Breaks and other planned stops of the calendar: outside planned time, or a loss within it.';
comment on column gold.policies.planned_downs_count_as is
'Stops whose reason is planned: outside planned time, or a loss within it.';
comment on column gold.policies.setup_counts_as is
'Setup and changeover: a loss, or outside planned time.';
comment on column gold.policies.unknown_counts_as is
'Planned time without data: a loss of availability, outside planned time, or run.';
comment on column gold.policies.minor_stops_count_as is
'Stops shorter than the machine''s limit: a loss of performance, or of availability.';
comment on column gold.policies.no_pieces_count_as is
'OEE of planned time without any piece: unknown (null), or zero.';
comment on column gold.policies.performance_is_capped is 'Whether performance above 1 is cut to 1.';
comment on column gold.policies.description is 'Whose practice it is, and why.';
