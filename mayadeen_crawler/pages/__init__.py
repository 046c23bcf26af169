"""Reads the site's pages: an article, a listing's cards, the ticker's lines, a sitemap's entries.

``article.py``, ``listing.py``, ``ticker.py`` and ``sitemap.py`` are the ways in, one for each kind
of page. ``markup.py`` holds the site's class names, ``strategy_files.py`` which file to mend.
"""
