"""The offline site: made-up articles, served like the real one, faults included."""

from __future__ import annotations

from mayadeen_crawler.replica.article import ReplicaArticle
from mayadeen_crawler.replica.faults import Faults
from mayadeen_crawler.replica.server import ReplicaServer
from mayadeen_crawler.replica.site import ReplicaSite
from mayadeen_crawler.replica.sitemaps import Sitemaps
from mayadeen_crawler.replica.ticker import TickerEvent, TickerScript

__all__ = [
    "Faults",
    "ReplicaArticle",
    "ReplicaServer",
    "ReplicaSite",
    "Sitemaps",
    "TickerEvent",
    "TickerScript",
]
