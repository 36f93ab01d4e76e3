"""Who changed what: the audit as a page, and for programs."""
