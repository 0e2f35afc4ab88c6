"""Resend, as its public documentation describes it."""
