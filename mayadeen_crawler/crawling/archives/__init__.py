"""How the spider ``archived`` reads public web archives.

One module a service says what that service is asked and what it answers: ``commoncrawl.py``,
``wayback.py``, ``ccnews.py``, all pure. ``requests.py`` sends what they ask for, one at a time a
host. ``listing.py`` brings the indexes into the ledger, ``keeping.py`` the records into
ARCHIVE_DIR; ``extracting.py`` says which files are replayed. ``outlet_robots.py`` asks what the
outlet disallows.
"""
