-- Answer a question.
-- $1 question, $2 answer.
update historian.probes
set
    answered_at = clock_timestamp(),
    answer = $2::jsonb
where probes.probe_id = $1;
