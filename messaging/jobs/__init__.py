"""The jobs of messaging: mail and texts out, reports, mail and texts in, and the steps of sequences."""

from messaging.jobs import deliveries, inbound, reports, sequences, texts

__all__ = ["deliveries", "inbound", "reports", "sequences", "texts"]
