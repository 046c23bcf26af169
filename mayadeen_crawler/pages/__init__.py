"""What a page of the site says: its article, its listing, its ticker, or a sitemap's entries.

``article.py``, ``listing.py``, ``ticker.py`` and ``sitemap.py`` are the ways in, one for each kind
of page. ``markup.py`` holds the site's class names, ``files_to_mend.py`` which file to mend.
"""
