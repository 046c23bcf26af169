"""How the spiders crawl: the parts that ``spiders/`` and ``scrapy doctor`` are composed of.

``listings/`` finds and reads sections and tags, ``sitemaps/`` sitemaps; right here is what both
need, polling, the replay of WARC files, failed requests. A part gets the crawler, the site and
plain values, never a spider.
"""
