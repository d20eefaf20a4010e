"""Numbers from records: survival curves, queueing theory, metrics, estimates and comparisons."""
