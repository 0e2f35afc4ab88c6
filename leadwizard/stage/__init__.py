"""The whole product as processes on servers of its own, for the proof of delivery and for measuring.

Knows no part of the product: it starts what `up` starts, and looks through HTTP, the ledger of the simulated providers
and the tables.
"""
