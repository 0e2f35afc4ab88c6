"""Contacts, what is said to them and by them, and whether it may be said."""
