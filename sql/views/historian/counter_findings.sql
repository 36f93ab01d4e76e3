-- Where counters behaved in a way that a person should look at.
-- Grain: one row per such step of a tag, and per minute of a machine that contradicts itself.
create view historian.counter_findings with (security_invoker = true) as
with

kinds (finding, explanation, hint) as (
    values
    (
        'jump',
        '"%1$s" went from %2$s to %3$s, which is not plausible: not counted.',
        'If these were pieces, enlarge the largest plausible step of the tag and have that time '
        'counted anew (historian.derive_counts).'
    ),
    (
        'reset',
        '"%1$s" fell from %2$s to %3$s: taken as begun at 0 again, %4$s pieces counted.',
        'Expected at a shift change or a restart of the PLC. If the counter only turns over, '
        'enter its modulus.'
    ),
    (
        'rebase',
        '"%1$s" fell from %2$s to %3$s: taken as set to that value, nothing counted.',
        'Expected where people set the counter. If the counter only turns over, enter its modulus.'
    )
),

steps as (
    select
        tags.machine_id,
        tags.connection_id,
        steps.at,
        kinds.finding,
        tags.tag_id,
        tags.tag_name,
        steps.previous_value,
        steps.value,
        steps.step_pcs as counted_pcs,
        format(
            kinds.explanation, tags.tag_name, steps.previous_value, steps.value, steps.step_pcs
        ) as explanation,
        kinds.hint
    from historian.counter_steps as steps
    inner join kinds on steps.step_kind = kinds.finding
    inner join floor.tags on steps.tag_id = tags.tag_id
    where
        steps.step_kind in ('jump', 'reset', 'rebase')
        and steps.at >= now() - interval '7 days'
),

-- only where a total stands in for a counter that is missing
totals as (
    select
        tags.machine_id,
        tags.connection_id
    from floor.tags
    where tags.role in ('good', 'scrap', 'total')
    group by tags.machine_id, tags.connection_id
    having
        bool_or(tags.role = 'total')
        and bool_or(tags.role <> 'total')
        and not (bool_or(tags.role = 'good') and bool_or(tags.role = 'scrap'))
),

contradictions as (
    select
        totals.machine_id,
        totals.connection_id,
        minutes.at,
        'contradiction' as finding,
        null::integer as tag_id,
        null as tag_name,
        minutes.total_counted_pcs::double precision as previous_value,
        (minutes.good_counted_pcs + minutes.scrap_counted_pcs)::double precision as value,
        minutes.good_pcs + minutes.scrap_pcs as counted_pcs,
        format(
            '%s %s pieces are more than the %s pieces of the total, by %s even with the minutes '
            'before and after.',
            minutes.good_counted_pcs + minutes.scrap_counted_pcs,
            case when minutes.good_counted_pcs > 0 then 'good' else 'rejected' end,
            minutes.total_counted_pcs,
            minutes.contradiction_pcs
        ) as explanation,
        'Check which value each tag is mapped to, its scale, and whether one of the counters was '
        || 'set by hand.' as hint
    from totals
    cross join
        lateral historian.counted_minutes(
            array[totals.machine_id],
            array[totals.connection_id],
            array[date_trunc('minute', now() - interval '1 day', 'UTC')],
            array[date_trunc('minute', now(), 'UTC') + interval '5 minutes']
        ) as minutes
    where minutes.contradiction_pcs > 0
),

findings as (
    select * from steps
    union all
    select * from contradictions
),

final as (
    select
        machines.machine_name,
        lines.line_name as line,
        findings.at,
        findings.finding,
        connections.connection_name,
        findings.tag_id,
        findings.tag_name,
        findings.previous_value,
        findings.value,
        findings.counted_pcs,
        findings.explanation,
        findings.hint
    from findings
    inner join floor.machines on findings.machine_id = machines.machine_id
    inner join floor.lines on machines.line_id = lines.line_id
    inner join floor.connections on findings.connection_id = connections.connection_id
)

select * from final;

comment on view historian.counter_findings is
'What people should look at in counters: jumps, resets and settings of the last 7 days, and '
'minutes of the last 24 hours in which counters contradict each other. One row per tag and step, '
'or machine and minute.';
comment on column historian.counter_findings.machine_name is 'The machine.';
comment on column historian.counter_findings.line is 'Line the machine belongs to.';
comment on column historian.counter_findings.at is
'Source time of the sample; of a contradiction the minute.';
comment on column historian.counter_findings.finding is
'jump (implausible, not counted), reset (began at 0 again), rebase (was set) or contradiction '
'(more good or rejected pieces than the total).';
comment on column historian.counter_findings.connection_name is 'The connection.';
comment on column historian.counter_findings.tag_id is 'The tag; null for a contradiction.';
comment on column historian.counter_findings.tag_name is
'Name of the tag; null for a contradiction.';
comment on column historian.counter_findings.previous_value is
'Raw value of the sample before; of a contradiction the pieces of the total.';
comment on column historian.counter_findings.value is
'Raw value; of a contradiction the pieces of the counter that exceeds the total.';
comment on column historian.counter_findings.counted_pcs is
'Pieces that were counted all the same; of a contradiction good and rejected ones of the minute.';
comment on column historian.counter_findings.explanation is 'What happened, in a sentence.';
comment on column historian.counter_findings.hint is 'What to do about it.';
