"""Fetched pages as WARC files: written page by page, read again without any network."""
