"""The day that ``scrapy demo`` crawls."""
