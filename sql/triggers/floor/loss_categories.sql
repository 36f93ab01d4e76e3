-- Loss categories: who changes them is written down.
select floor.audit('floor.loss_categories');
