"""Building blocks that know no app and no model."""
