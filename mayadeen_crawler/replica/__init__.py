"""The offline site: made-up articles, served like the real one, faults included."""

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
