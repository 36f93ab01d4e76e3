-- Write what machines are set up for, unless it is written already.
-- $1: machines; $2: instants; $3: products; $4: names of jobs; arrays of one length.
insert into floor.job_events (machine_id, at, product_id, job_name, source)
select
    jobs.machine_id,
    jobs.at,
    jobs.product_id,
    jobs.job_name,
    'simulator' as source
from
    unnest($1::integer[], $2::timestamptz[], $3::integer[], $4::text[])
        as jobs (machine_id, at, product_id, job_name)
where not floor.speaks_for_itself(jobs.machine_id)
order by jobs.machine_id, jobs.at
on conflict (machine_id, at) do nothing;
