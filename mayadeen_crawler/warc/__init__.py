"""WARC files of fetched pages: written by every crawl with ARCHIVE_DIR, read by ``-a warc=``.

Writing: ``middlewares/warc_recorder.py`` → ``writer`` → ``records`` (one page) → ``run_file``.
Reading: ``crawling/warc_replay.py`` → ``crawling/replay/`` → ``reader``; ``unpacking``
makes files readable in which no record has a place of its own.
"""

#: Name of our own WARC field in a response record: the canonical URL of the article that the page
#: was requested as. A URL alone does not always show whether its page is an article or a listing.
ARTICLE = "Mayadeen-Article"
#: The software's name in our ``warcinfo`` records: only its files can have that field.
SOFTWARE = "mayadeen-crawler"
