"""Runs: what became of each, as its manifest tells."""
