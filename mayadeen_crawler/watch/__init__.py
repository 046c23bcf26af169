"""Alerts: the watches of ``watch.toml``, what matches them, and who is told of it, once each."""
