"""Live updates: the one process that holds the browsers' streams and tells them which topic changed."""
