-- Say why a machine was down.
-- $1: the machine; $2: beginning of the stop; $3: the reason.
select floor.explain_stop($1, $2, $3);
