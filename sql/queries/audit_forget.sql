-- Take away what is older than the audit is kept. Mostly nothing.
select floor.forget_audit() as forgotten_links;
