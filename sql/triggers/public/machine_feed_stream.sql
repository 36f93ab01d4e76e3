-- Writing to the feed; an update that meets no machine is refused.
create trigger "1_count_from_zero"
before update on public.machine_feed_stream
for each statement execute function floor.tg_refuse_silent_feed();
comment on trigger "1_count_from_zero" on public.machine_feed_stream is
'Notes that the update has met no machine yet.';

create trigger "2_write_event"
instead of insert or update on public.machine_feed_stream
for each row execute function floor.tg_write_feed();
comment on trigger "2_write_event" on public.machine_feed_stream is
'Turns the written row into a status event.';

create trigger "3_refuse_silence"
after update on public.machine_feed_stream
for each statement execute function floor.tg_refuse_silent_feed();
comment on trigger "3_refuse_silence" on public.machine_feed_stream is
'Refuses an update that met no machine, naming those it may have meant.';
