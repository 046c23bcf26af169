"""A year of scheduled runs in less than an hour: what grows, and how much.

``python -m tests.year`` makes the calls of a year's timers one after the other, on a clock that is
set before each, against a replica that publishes and edits meanwhile. Looks at the ticker and at a
section are handed to the ledger, but for some that are crawled. Once the ledger is made an older
one; once a month a run leaves half a line; the clock is wrong twice. docs/operating.md has its
table.
"""
