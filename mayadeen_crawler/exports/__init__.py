"""Exports of a feed: which records, in which format, and how the file is replaced."""
