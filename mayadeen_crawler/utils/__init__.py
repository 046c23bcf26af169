"""Helpers that know nothing of the site: text, terminal, files, threads, Scrapy's internals."""
