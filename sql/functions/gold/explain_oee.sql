-- Why the OEE of a machine in a shift is what it is: from the figure down to the rows behind it.
-- Security definer: whoever may read gold may read what its figures follow from.
create function gold.explain_oee(p_machine text, p_shift_id integer) returns table (
    section text,
    item text,
    value numeric,
    unit text,
    from_at timestamptz,
    to_at timestamptz,
    detail text,
    formula text
)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_machine_id constant integer := floor.machine_id(p_machine);
    v_line_id constant integer := (
        select machines.line_id from floor.machines where machines.machine_id = v_machine_id
    );
    v_during constant tstzrange := floor.shift_during(v_line_id, p_shift_id);
    v_now timestamptz;
    v_begins_at timestamptz;
begin
    select oee_progress.refreshed_to into v_now from floor.oee_progress;
    -- what lies before the machine is accounted for is nobody's time
    select least(greatest(machine_beginnings.begins_at, lower(v_during)), upper(v_during))
    into v_begins_at
    from floor.machine_beginnings
    where machine_beginnings.machine_id = v_machine_id;

    return query
    with

    figures as (
        select
            explained.section,
            explained.place,
            explained.item,
            explained.value,
            explained.unit,
            lower(v_during) as from_at,
            least(upper(v_during), v_now) as to_at,
            null as detail,
            explained.formula
        from gold.oee_station_shift as measured
        cross join lateral floor.explain_figures(to_jsonb(measured)) as explained
        where
            measured.machine_id = v_machine_id
            and measured.line_id = v_line_id
            and measured.shift_id = p_shift_id
    ),

    everything as (
        select figures.* from figures
        union all
        select
            evidence.section,
            0 as place,
            evidence.item,
            evidence.value,
            evidence.unit,
            evidence.from_at,
            evidence.to_at,
            evidence.detail,
            evidence.formula
        from floor.oee_evidence(v_machine_id, v_begins_at, upper(v_during), v_now) as evidence
        union all
        select
            'source row' as section,
            0 as place,
            sources.item,
            sources.value,
            sources.unit,
            sources.from_at,
            sources.to_at,
            sources.detail,
            null as formula
        from floor.oee_sources(v_machine_id, v_begins_at, upper(v_during), v_now) as sources
    )

    select
        everything.section,
        everything.item,
        everything.value,
        everything.unit,
        everything.from_at,
        everything.to_at,
        everything.detail,
        everything.formula
    from everything
    order by
        array_position(
            array['figure', 'component', 'interval', 'count', 'source row'], everything.section
        ),
        everything.place,
        everything.from_at,
        everything.item,
        everything.detail;
end;
$$;

comment on function gold.explain_oee(text, integer) is
'Why the OEE of a machine in a shift is what it is, from the figure down: figures and components '
'with their formulas, the intervals and counts they add up, the source rows behind those and who '
'wrote them. One row per fact, in that order. Example: select * from '
'gold.explain_oee(''Press_1'', 4711); shift keys stand in gold.oee_station_shift.';
