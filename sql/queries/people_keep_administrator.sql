-- Refuse what this transaction did, where nobody is left who may say what people are. $1: e-mail
-- address of somebody who does not count, or null.
select access.keep_administrator($1);
