"""``scrapy history``: one article's revisions, removals and places on lists."""
