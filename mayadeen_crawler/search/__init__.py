"""Full text search over the feeds: ``output/search.db``, which may be deleted at any time."""
