"""``/dashboard``: the Lakeview dashboard, embedded, or drawn here from the same file and views."""
