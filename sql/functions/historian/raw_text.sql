-- A raw value as text: what floor.tag_states knows it by.
--
-- With a body that is parsed here and now, names cannot be led astray by a search_path; without
-- a setting of its own, PostgreSQL puts it into the query instead of calling it for each sample.
create function historian.raw_text(p_value double precision, p_text_value text) returns text
language sql immutable parallel safe
return case
    when p_text_value is not null then p_text_value
    -- a whole number in full: as a double precision 10^15 would read 1e+15, and -0 not as 0
    when p_value = trunc(p_value) and abs(p_value) < 9e18 then p_value::bigint::text
    else p_value::text
end;

comment on function historian.raw_text(double precision, text) is
'The raw value of a sample as floor.tag_states has it: its text, else whole numbers without '
'decimals, other numbers as PostgreSQL prints them; null where there is no value.';
