"""Forms, leads, and the answers they get."""
