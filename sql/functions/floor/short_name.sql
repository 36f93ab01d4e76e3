-- What a tile calls a machine whose short name nobody chose.
create function floor.short_name(p_machine_name text) returns text
language sql immutable strict
set search_path = pg_catalog, pg_temp
as $$
    with words as (
        select
            found.word[1] as word,
            found.place
        from regexp_matches(p_machine_name, '[[:alpha:]]+', 'g') with ordinality as found (word, place)
    ),

    parts as (
        select
            -- four digits of the last number, and what is left of six letters before them
            coalesce(right(substring(p_machine_name, '(\d+)\D*$'), 4), '') as digits,
            (
                select
                    case
                        when count(*) = 1 then min(words.word)
                        else string_agg(left(words.word, 1), '' order by words.place)
                    end
                from words
            ) as letters
    )

    select coalesce(
        nullif(
            case
                when char_length(p_machine_name) <= 6 then upper(p_machine_name)
                else upper(left(coalesce(letters, ''), 6 - char_length(digits)) || digits)
            end,
            ''
        ),
        left(p_machine_name, 6)
    )
    from parts;
$$;

comment on function floor.short_name(text) is
'Up to six characters for a tile, from the full name: Okuma MULTUS U3000 becomes OM3000, Okuma '
'OKUMA, Injection_Molder_02_01 IM01.';
