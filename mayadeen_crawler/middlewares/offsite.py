"""Off-site links are never followed, redirects included."""

from __future__ import annotations

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.offsite import OffsiteMiddleware

from mayadeen_crawler.exceptions import OffSite
from mayadeen_crawler.outlet import Site
from mayadeen_crawler.urls.canonical import is_on_site


class OnSiteOnly(OffsiteMiddleware):
    """Scrapy's own, told by the site rather than by host names: a port is part of a mirror.

    No request is exempt, not even by ``dont_filter``, which a redirect inherits.
    """

    def request_scheduled(self, request: Request, spider: Spider) -> None:
        """Let it be scheduled: dropped here, its errback would never hear of it."""

    def process_request(self, request: Request, spider: Spider | None = None) -> None:
        """Raise OffSite for a request that leaves the site."""
        assert self.crawler.spider
        if not self.should_follow(request, self.crawler.spider):
            self.stats.inc_value("offsite/filtered")
            raise OffSite(request.url)

    def should_follow(self, request: Request, spider: Spider) -> bool:
        """Whether *request* goes to the run's site."""
        site: Site | None = getattr(spider, "site", None)
        return site is None or is_on_site(request.url, site)
