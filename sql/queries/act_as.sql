-- Act for a person ($1, e-mail address) through a program ($2), with what a token may do ($3).
select floor.act_as($1, $2, $3::text[]);
