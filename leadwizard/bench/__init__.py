"""How fast the whole product is, as processes on one machine: `manage.py bench`.

Knows no part of the product, as the proof of delivery: it sends requests, and reads the ledger of the simulated
providers, the tables and /proc.
"""
