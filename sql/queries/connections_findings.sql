-- What people should look at in the counters of a connection ($1), the newest first, at most $2.
select
    counter_findings.at,
    counter_findings.machine_name as machine,
    counter_findings.tag_id,
    counter_findings.tag_name,
    counter_findings.finding,
    counter_findings.previous_value,
    counter_findings.value,
    counter_findings.counted_pcs,
    counter_findings.explanation,
    counter_findings.hint
from historian.counter_findings
inner join floor.connections
    on counter_findings.connection_name = connections.connection_name
where connections.connection_id = $1
order by counter_findings.at desc
limit $2;
