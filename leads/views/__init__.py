"""Pages about leads: the public form, and the dashboard's list and panel."""
