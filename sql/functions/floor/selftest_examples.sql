-- What the published examples of gold.selftest() come to, and in which column of the views.
-- The rows they follow from are written by floor.write_selftest(). Kept up with the published
-- numbers by a test. Minutes, seconds or hours as in the source.
create function floor.selftest_examples() returns table (
    place integer,
    example text,
    measure text,
    expected double precision,
    key text,
    column_name text,
    divisor double precision
)
language sql immutable
set search_path = pg_catalog, pg_temp
as $$
    with

    sources as (
        select listed.*
        from (
            values
            ('vorne', 'Vorne, Fast Guide to OEE (oee.com)'),
            ('unequal', 'Python package oee 0.2.0, tests/test_aggregate.py'),
            ('losses', 'Python package oee 0.2.0, tests/test_losses.py'),
            ('repaired', 'Python package oee 0.2.0, tests/test_reliability.py'),
            ('faultless', 'Python package oee 0.2.0, tests/test_reliability.py: no failures'),
            ('flux', 'influxdata/flux, stdlib/experimental/oee/apq_test.flux'),
            ('teep', 'versalytics.org, OEE, Downtime and TEEP (2008)'),
            ('loading', 'Elsmar quality forum, OEE and downtime')
        ) as listed (name, example)
    ),

    measures as (
        select listed.*
        from (
            values
            (101, 'vorne', 'planned_min', 420, 'vorne shift', 'planned_s', 60),
            (102, 'vorne', 'run_min', 373, 'vorne shift', 'run_s', 60),
            (103, 'vorne', 'good', 18848, 'vorne shift', 'good_pcs', 1),
            (
                104, 'vorne', 'availability', 0.888095238095238, 'vorne shift',
                'availability_ratio', 1
            ),
            (
                105, 'vorne', 'performance', 0.8610813226094728, 'vorne shift',
                'performance_ratio', 1
            ),
            (106, 'vorne', 'quality', 0.9780499195682631, 'vorne shift', 'quality_ratio', 1),
            (107, 'vorne', 'oee', 0.7479365079365079, 'vorne shift', 'oee_ratio', 1),
            (108, 'vorne', 'net_run_min', 321.18333333333334, 'vorne shift', 'ideal_s', 60),
            (
                109, 'vorne', 'fully_productive_min', 314.1333333333333, 'vorne shift',
                'fully_productive_s', 60
            ),
            (
                110, 'vorne', 'availability_loss_min', 47, 'vorne shift', 'availability_loss_s', 60
            ),
            (
                111, 'vorne', 'performance_loss_min', 51.81666666666666, 'vorne shift',
                'performance_loss_s', 60
            ),
            (112, 'vorne', 'quality_loss_min', 7.05, 'vorne shift', 'quality_loss_s', 60),
            (
                113, 'vorne', 'teep_over_480', 0.6544444444444444, 'vorne shift', 'teep_ratio', 1
            ),
            (114, 'vorne', 'utilization', 0.875, 'vorne shift', 'utilisation_ratio', 1),
            (201, 'unequal', 'm1_oee', 0.8, 'm1 shift', 'oee_ratio', 1),
            (202, 'unequal', 'm2_oee', 0.45, 'm2 shift', 'oee_ratio', 1),
            (203, 'unequal', 'oee', 0.5375, 'unequal line', 'oee_ratio', 1),
            (204, 'unequal', 'availability', 0.6, 'unequal line', 'availability_ratio', 1),
            (
                205, 'unequal', 'performance', 0.9583333333333334, 'unequal line',
                'performance_ratio', 1
            ),
            (206, 'unequal', 'quality', 0.9347826086956522, 'unequal line', 'quality_ratio', 1),
            (
                301, 'losses', 'availability', 0.8333333333333334, 'losses shift',
                'availability_ratio', 1
            ),
            (302, 'losses', 'performance', 0.875, 'losses shift', 'performance_ratio', 1),
            (303, 'losses', 'quality', 0.8571428571428571, 'losses shift', 'quality_ratio', 1),
            (304, 'losses', 'oee', 0.625, 'losses shift', 'oee_ratio', 1),
            (305, 'losses', 'breakdowns', 50, 'losses shift', 'breakdown_s', 60),
            (306, 'losses', 'setup_and_adjustments', 30, 'losses shift', 'setup_s', 60),
            (
                307, 'losses', 'minor_stops_and_reduced_speed', 50, 'losses shift',
                'performance_loss_s', 60
            ),
            (308, 'losses', 'process_defects', 30, 'losses shift', 'process_reject_s', 60),
            (309, 'losses', 'reduced_yield', 20, 'losses shift', 'startup_reject_s', 60),
            (401, 'repaired', 'mtbf', 200, 'repaired ever', 'mtbf_s', 3600),
            (402, 'repaired', 'mttr', 10, 'repaired ever', 'mttr_s', 3600),
            (
                403, 'repaired', 'inherent_availability', 0.9523809523809523, 'repaired ever',
                'inherent_availability_ratio', 1
            ),
            (501, 'faultless', 'mtbf', null, 'faultless ever', 'mtbf_s', 3600),
            (502, 'faultless', 'mttr', null, 'faultless ever', 'mttr_s', 3600),
            (
                503, 'faultless', 'inherent_availability', 1, 'faultless ever',
                'inherent_availability_ratio', 1
            ),
            (601, 'flux', 'run_s', 10800, 'flux shift', 'run_s', 1),
            (602, 'flux', 'parts', 240, 'flux shift', 'total_pcs', 1),
            (603, 'flux', 'bad', 4, 'flux shift', 'scrap_pcs', 1),
            (604, 'flux', 'availability', 0.375, 'flux shift', 'availability_ratio', 1),
            (605, 'flux', 'performance', 0.6666666666666666, 'flux shift', 'performance_ratio', 1),
            (606, 'flux', 'quality', 0.9833333333333333, 'flux shift', 'quality_ratio', 1),
            (607, 'flux', 'oee', 0.24583333333333332, 'flux shift', 'oee_ratio', 1),
            (701, 'teep', 'ideal_h', 10, 'teep day', 'ideal_s', 3600),
            (702, 'teep', 'oee', 0.625, 'teep day', 'oee_ratio', 1),
            (703, 'teep', 'teep', 0.4166666666666667, 'teep day', 'teep_ratio', 1),
            (801, 'loading', 'loading', 0.7142857142857143, 'loading week', 'utilisation_ratio', 1)
        ) as listed (place, name, measure, expected, key, column_name, divisor)
    )

    select
        measures.place,
        sources.example,
        measures.measure,
        measures.expected::double precision,
        measures.key,
        measures.column_name,
        measures.divisor::double precision
    from measures
    inner join sources on measures.name = sources.name;
$$;

comment on function floor.selftest_examples() is
'What the published examples of gold.selftest() come to: one row per example and measure, with the '
'row and column of the views it is compared with.';
