"""The spiders, a module each: what a crawl fetches. How it is done is in ``crawling/``."""
