"""Whether the model's reply may go out by itself. Pure: no clock, no database, no model."""
