-- Parts: who changes them is written down.
select floor.audit('floor.parts');
