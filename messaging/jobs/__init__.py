"""The jobs of messaging: mail out, reports and mail in, and the steps of sequences."""

from messaging.jobs import deliveries, inbound, reports, sequences

__all__ = ["deliveries", "inbound", "reports", "sequences"]
