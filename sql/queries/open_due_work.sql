-- Open the work orders that rules ask for, and those of maintenance plans where $1.
-- Returns how many.
select floor.open_due_work(p_with_plans => $1) as opened_work_orders;
