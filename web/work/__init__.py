"""Work orders and what they need: the pages' and programs' way to them over HTTP."""
