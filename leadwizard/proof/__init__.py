"""The proof that delivery neither loses nor doubles: the whole product as processes, under faults.

Knows no part of the product: it submits through the public API, does harm from outside, and then compares what the
simulated providers accepted with what the database says.
"""
