"""The project's commands, one module each: Scrapy finds them by COMMANDS_MODULE.

Scrapy imports all of them whenever one is run. What a command alone works with it imports when it
is run, so that the other commands, ``scrapy crawl`` above all, start without it.
"""

from mayadeen_crawler.utils.scrapy_internals import one_line_errors
from mayadeen_crawler.utils.terminal import open_streams

open_streams()
one_line_errors()
