"""How the spiders crawl: the parts that ``spiders/`` and ``scrapy doctor`` are composed of.

Sections and tags by name, paging and the browser's part of it, sitemaps, polling, the replay of
WARC files, failed requests. A part gets the crawler, the site and plain values, never a spider.
"""
