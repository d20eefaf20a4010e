"""Experiments: many replications of one crisis under several organisations, in parallel, with failures as data."""
