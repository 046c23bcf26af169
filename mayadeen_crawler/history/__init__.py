"""``scrapy history``: one article's revisions, captures, removals and places on lists."""
