"""The breaking-news ticker: its two strategies, and what its texts are.

``pages/ticker.py`` asks ``markup`` first, then ``visible``.
"""
