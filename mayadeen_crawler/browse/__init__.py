"""The feeds in a browser, by Datasette: ``scrapy browse``. Needs the extra [browse]."""
