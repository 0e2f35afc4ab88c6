"""Organizations, people and isolation: who is who, and who may see what."""
