-- One turn of the clock: where nobody tells the state of machines any more, say so.
-- Returns how many tags were marked.
select historian.mark_silence() as marked_tags;
