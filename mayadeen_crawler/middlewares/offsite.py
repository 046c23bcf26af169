"""Refuse every request that leaves the run's site, redirects included.

Requests to a public archive are marked with its base URL (SERVICE), and may go there only.
Scrapy calls the middleware with every request. What a page in the browser requests is refused by
``chromium/request_guard.py`` instead, with the hosts of ``chromium/allowed_hosts.py``.
"""

from __future__ import annotations

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.offsite import OffsiteMiddleware

from mayadeen_crawler.exceptions import OffSite
from mayadeen_crawler.outlet import Site
from mayadeen_crawler.urls.canonical import is_on_site
from mayadeen_crawler.utils.hosts import has_origin
from mayadeen_crawler.utils.meta_keys import SERVICE


class OnSiteOnly(OffsiteMiddleware):
    """Scrapy's middleware, but it compares with the site's whole origin.

    Scrapy's compares host names only, and a mirror (``base_url``) may differ from another site
    by its port. No request is exempt: Scrapy's exempts those with ``dont_filter``, which a
    redirect inherits.
    """

    def request_scheduled(self, request: Request, spider: Spider) -> None:
        """Do nothing: of a request that is dropped here, the errback is not called."""

    def process_request(self, request: Request, spider: Spider | None = None) -> None:
        """Raise OffSite for a request that leaves the site."""
        assert self.crawler.spider
        if not self.should_follow(request, self.crawler.spider):
            self.stats.inc_value("offsite/filtered")
            raise OffSite(request.url)

    def should_follow(self, request: Request, spider: Spider) -> bool:
        """Whether *request* goes to the run's site, or to the archive that it is marked with."""
        if service := request.meta.get(SERVICE):
            return has_origin(request.url, service)
        site: Site | None = getattr(spider, "site", None)
        return site is None or is_on_site(request.url, site)
