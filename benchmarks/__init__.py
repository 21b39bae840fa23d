"""Benchmarks: ratios against a denominator of the same run, and a few absolute times."""
