"""What the pages about escalations and dead letters read."""
