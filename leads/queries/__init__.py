"""What the pages about leads read."""
