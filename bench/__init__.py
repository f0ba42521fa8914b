"""Measurements on generated data; `docs/benchmarks.md` holds the figures and the commands."""
