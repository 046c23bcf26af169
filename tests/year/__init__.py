"""A year of scheduled runs in some minutes: what grows, and how much.

``python -m tests.year`` makes the calls of a year's timers one after the other, on a clock that is
set before each, against a replica that publishes and edits meanwhile. docs/operating.md has its
table.
"""
