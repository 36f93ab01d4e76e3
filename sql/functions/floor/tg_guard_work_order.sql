-- How a work order may change, whatever program changes it.
create function floor.tg_guard_work_order() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_finished constant text[] := array['done', 'verified', 'cancelled'];
    v_is_given boolean;
    v_at timestamptz;
begin
    new.title := btrim(new.title);
    -- who has it says whether it is open or assigned
    if new.status = old.status and old.status = 'open' and new.assignee_id is not null then
        new.status := 'assigned';
    elsif new.status = old.status and old.status = 'assigned' and new.assignee_id is null then
        new.status := 'open';
    elsif new.status = 'open' then
        new.assignee_id := null;
    end if;

    -- what no change reaches; rules and plans may be deleted
    new.work_order_id := old.work_order_id;
    new.reported_by := old.reported_by;
    new.opened_at := old.opened_at;
    new.source := old.source;
    new.rule_id := case when new.rule_id is not null then old.rule_id end;
    new.plan_id := case when new.plan_id is not null then old.plan_id end;

    -- when: told by programs, known of people; it moves with a step only
    if new.status <> old.status then
        v_at := case
            when new.status_at <> old.status_at then new.status_at
            when new.status = 'done' and new.done_at is distinct from old.done_at then new.done_at
            when new.status = 'in_progress' and old.started_at is null then new.started_at
            when new.status = 'verified' then new.verified_at
            when new.status = 'cancelled' then new.cancelled_at
        end;
        -- also of one that acts for people: the simulator tells what they did
        v_is_given := v_at is not null and current_setting('role') <> 'app';
        if v_is_given then
            perform floor.check_work_order_instant(v_at, old.status_at, 'status_at');
        else
            v_at := greatest(clock_timestamp(), old.status_at);
        end if;
        if new.status_note is not distinct from old.status_note then
            new.status_note := '';  -- that was said at an earlier step
        end if;
    end if;
    new.status_at := coalesce(v_at, old.status_at);
    new.started_at := case
        when new.status = 'in_progress' then coalesce(old.started_at, v_at)
        else old.started_at
    end;
    new.done_at := case when new.status = 'done' then coalesce(v_at, old.done_at) else old.done_at end;
    new.verified_at := case
        when new.status = 'verified' then coalesce(v_at, old.verified_at)
        else old.verified_at
    end;
    new.cancelled_at := case
        when new.status = 'cancelled' then coalesce(v_at, old.cancelled_at)
        else old.cancelled_at
    end;
    new.version := old.version;
    new.changed_at := old.changed_at;
    new.changed_by := old.changed_by;
    if new is not distinct from old then
        return old;  -- nothing changed, and nobody is told
    end if;

    if new.status <> old.status then
        perform floor.check_work_order_step(
            old.work_order_id, old.status, new.status, new.status_note
        );
    elsif old.status = any(v_finished) and (
        new.machine_id, new.kind, new.title, new.description, new.priority, new.status_note,
        new.due_at, new.assignee_id, new.stopped_at
    ) is distinct from (
        old.machine_id, old.kind, old.title, old.description, old.priority, old.status_note,
        old.due_at, old.assignee_id, old.stopped_at
    ) then
        raise exception 'work order % is %: it stays as it is', old.work_order_id, old.status
        using errcode = 'FC409', column = 'status',
            hint = case old.status
                when 'done' then 'Send it back (in_progress) first, or write a comment.'
                else 'Write a comment, or open a new work order.'
            end;
    end if;
    if new.assignee_id is distinct from old.assignee_id or new.assignee_id is null then
        perform floor.check_work_order_assignee(old.work_order_id, new.status, new.assignee_id);
    end if;
    -- a rule or a plan that is deleted takes itself out of its orders, whoever may do that
    if not floor.is_unrestricted() and pg_trigger_depth() = 1 then
        perform floor.check_work_order_rights(old, new);
    end if;
    if
        new.stopped_at is not null
        and (new.stopped_at, new.machine_id) is distinct from (old.stopped_at, old.machine_id)
    then
        perform floor.check_work_order_stop(new);
    end if;

    new.version := old.version + 1;
    new.changed_at := clock_timestamp();
    new.changed_by := coalesce(floor.person(), session_user);
    return new;
end;
$$;

comment on function floor.tg_guard_work_order() is
'Trigger: holds every change of a work order to floor.work_order_transitions, and to what the '
'person who acts may do. Counts the version, says who and when; an update that changes nothing '
'leaves the row as it is. Programs, but not the role app, may say when a step was taken: after '
'the one before, and not ahead of the clock.';
