"""What grows in an output folder without being of use any more, and how it is removed.

``tidy.py`` does it all; a run calls it once a day (``extensions/tidying.py``), ``scrapy ledger
tidy`` by hand.
"""
