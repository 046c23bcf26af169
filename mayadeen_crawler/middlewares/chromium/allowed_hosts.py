"""The hosts that a run's browser may connect to.

Used by ``request_guard.py`` for each request of a page, and by ``launch.py`` for the browser as
a whole.
"""

from __future__ import annotations

from collections.abc import Iterable

from mayadeen_crawler.outlet import Site
from mayadeen_crawler.urls.parsed_url import origin_of, split


class SiteHosts:
    """The hosts of the run's site.

    For a mirror (``base_url``) that is the mirror's host alone: its pages may link to the live
    site, which is then off-site.
    """

    def __init__(self, site: Site) -> None:
        base = origin_of(split(site.base_url))
        own = (site.edition.host, *site.edition.other_hosts) if base.is_editions(site) else ()
        self._hosts = {(host, base.port) for host in (base.host, *own)}

    def include(self, url: str) -> bool:
        """Whether the http or https URL is on one of the hosts; False for a URL that is invalid."""
        try:
            origin = origin_of(split(url))
        except ValueError:
            return False
        return (origin.host, origin.port) in self._hosts

    def resolver_rules(self, proxies: Iterable[str] = ()) -> str:
        """Return the value of Chromium's ``--host-resolver-rules`` that hides all other hosts.

        It stops connections that `RequestGuard` does not see: preconnects, media, sockets.
        Example: ``MAP 127.0.0.1:8000 127.0.0.1:8000,MAP * ~NOTFOUND``. *proxies* (``host:port``)
        can be reached, too: names that are asked of a proxy are resolved there, so that the rules
        hold for what the browser asks directly (``no_proxy``, the other scheme).
        """
        own = [
            f"{host}:{number}"
            for host, port in sorted(self._hosts, key=str)
            for number in ((port,) if port else (80, 443))
        ]
        open_ = [*own, *sorted(proxies)]
        return ",".join([*(f"MAP {address} {address}" for address in open_), "MAP * ~NOTFOUND"])
