"""What there is, what is used and what still fits, as tables and as Prometheus metrics."""
