"""Made-up public archives of the replica's stories: Common Crawl, CC-NEWS, the Wayback Machine.

``moments.py`` lets the stories live, ``captures.py`` says what an archive received of them, one
module a service answers as that service does, ``faults.py`` lets answers go wrong, and
``server.py`` serves them. They are built from what is known of the services, and know nothing of
the crawler.
"""

from __future__ import annotations

from mayadeen_crawler.replica.archives.captures import ReplicaCapture, captured
from mayadeen_crawler.replica.archives.ccnews import (
    news_path,
    with_lists,
    write_large_news_file,
)
from mayadeen_crawler.replica.archives.faults import ArchiveFaults
from mayadeen_crawler.replica.archives.moments import Moment, StoryState, history, moments
from mayadeen_crawler.replica.archives.server import ArchiveRequest, ArchivesServer
from mayadeen_crawler.replica.archives.shut_out import ShutOut

__all__ = [
    "ArchiveFaults",
    "ArchiveRequest",
    "ArchivesServer",
    "Moment",
    "ReplicaCapture",
    "ShutOut",
    "StoryState",
    "captured",
    "history",
    "moments",
    "news_path",
    "with_lists",
    "write_large_news_file",
]
