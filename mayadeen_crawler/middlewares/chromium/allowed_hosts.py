"""The hosts a run's browser may speak to: the mirror alone, where one is crawled."""

from __future__ import annotations

from mayadeen_crawler.outlet import Site
from mayadeen_crawler.urls.parts import origin_of, split


class SiteHosts:
    """The site's own hosts; a mirror's pages may name the edition's, which then is another site."""

    def __init__(self, site: Site) -> None:
        base = origin_of(split(site.base_url))
        own = (site.edition.host, *site.edition.other_hosts) if base.is_editions(site) else ()
        self._hosts = {(host, base.port) for host in (base.host, *own)}

    def include(self, url: str) -> bool:
        """Whether *url* is on one of them, http or https."""
        try:
            origin = origin_of(split(url))
        except ValueError:
            return False
        return (origin.host, origin.port) in self._hosts

    def resolver_rules(self) -> str:
        """Return Chromium's ``--host-resolver-rules`` by which no other host has an address.

        That stops what no interception sees: connections opened ahead, media, sockets.
        """
        own = [
            f"{host}:{number}"
            for host, port in sorted(self._hosts, key=str)
            for number in ((port,) if port else (80, 443))
        ]
        return ",".join([*(f"MAP {address} {address}" for address in own), "MAP * ~NOTFOUND"])
