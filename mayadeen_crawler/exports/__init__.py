"""Feeds in one file: which lines, in which format, delivered how."""
