"""Off-site links are never followed, redirects included."""

from __future__ import annotations

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.offsite import OffsiteMiddleware

from mayadeen_crawler.outlet import Site
from mayadeen_crawler.urls import is_on_site


class OnSiteOnly(OffsiteMiddleware):
    """Scrapy's own, told by the site rather than by host names: a port is part of a mirror."""

    def should_follow(self, request: Request, spider: Spider) -> bool:
        """Whether *request* goes to the run's site."""
        site: Site | None = getattr(spider, "site", None)
        return site is None or is_on_site(request.url, site)
