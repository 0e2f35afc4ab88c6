"""The ways out: one file per vendor behind one small protocol."""
