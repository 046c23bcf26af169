"""The simulated day of news that ``scrapy demo`` crawls (``commands/demo.py``)."""
