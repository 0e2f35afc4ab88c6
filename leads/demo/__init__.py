"""The demo: two organizations with two weeks of history, and as many more as a load test wants."""
