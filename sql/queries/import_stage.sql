-- Where an import puts its rows before they become facts; gone with the transaction.
-- line_number: place in the file, later lines win. A row is a status, pieces, or both; the reason
-- of a status is reason_id.
create temporary table import_rows (
    line_number bigint not null,
    machine_id integer not null,
    at timestamptz not null,
    status text,
    detail text,
    good_pcs bigint,
    scrap_pcs bigint,
    product_id integer,
    reason_id integer,
    scrap_reason_id integer
) on commit drop;
