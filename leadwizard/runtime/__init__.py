"""Everything that runs before and around Django, with the standard library alone."""
