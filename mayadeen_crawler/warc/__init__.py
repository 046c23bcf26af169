"""Fetched pages as WARC files: written page by page, read again without any network."""

#: A named field of our own in the record of an answer: the page was asked for as that of the
#: article at this canonical address. Whether a page is an article or a list, an address does
#: not always say.
ARTICLE = "Mayadeen-Article"
#: How the software is called that puts it there.
SOFTWARE = "mayadeen-crawler"
