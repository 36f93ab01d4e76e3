-- Idempotency keys: each person's own, so that nobody is told another one's answer.
select floor.protect('floor.submissions', 'nowhere', p_select => null);
create policy select_own_where_allowed on floor.submissions for select
using (submissions.received_from = (select floor.person()));
comment on policy select_own_where_allowed on floor.submissions is
'Allows select of what the person who acts has sent.';
create policy insert_own_where_allowed on floor.submissions for insert
with check (submissions.received_from = (select floor.person()));
comment on policy insert_own_where_allowed on floor.submissions is
'Allows insert of what the person who acts sends.';
create policy update_own_where_allowed on floor.submissions for update
using (submissions.received_from = (select floor.person()))
with check (submissions.received_from = (select floor.person()));
comment on policy update_own_where_allowed on floor.submissions is
'Allows update of what the person who acts has sent.';
