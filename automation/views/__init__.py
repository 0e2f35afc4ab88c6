"""Pages for work that needs a person: escalations and dead letters."""
