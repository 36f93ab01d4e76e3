-- Where samples wait to be judged by historian.sort_out(); empty at the end of each transaction.
create temporary table if not exists staged_samples (
    like historian.samples
) on commit delete rows;
truncate staged_samples;
