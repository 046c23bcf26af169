"""The replica: a made-up site that is served like the real one, for tests and demonstrations.

``scrapy replica`` and ``scrapy demo`` serve it; most tests crawl it. ``site/`` holds which articles
there are and what happens to them, ``writing/`` makes their text, ``rendering/`` their pages,
``serving/`` answers requests, ``faults/`` lets answers go wrong. The text and the pages depend on
the seed only: the same seed gives the same bytes.
"""

from __future__ import annotations

from mayadeen_crawler.replica.faults.catalogue import Faults
from mayadeen_crawler.replica.rendering.article import ReplicaArticle
from mayadeen_crawler.replica.serving.server import ReplicaServer
from mayadeen_crawler.replica.serving.sitemap_forms import ReplicaSitemaps
from mayadeen_crawler.replica.site.site import ReplicaSite
from mayadeen_crawler.replica.site.ticker import TickerEvent, TickerScript

__all__ = [
    "Faults",
    "ReplicaArticle",
    "ReplicaServer",
    "ReplicaSite",
    "ReplicaSitemaps",
    "TickerEvent",
    "TickerScript",
]
