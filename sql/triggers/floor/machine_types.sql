-- Machine types: who changes them is written down.
select floor.audit('floor.machine_types');
