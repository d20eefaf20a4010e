"""Speed: of the engine beside others (`python -m benchmarks.peers`), and of each part (pytest-benchmark)."""
