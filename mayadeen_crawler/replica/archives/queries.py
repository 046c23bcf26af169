"""What the indexes of both archives have in common: keys of URLs, and which lines a query wants."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from mayadeen_crawler.replica.serving.routes import SAFE

#: A line of an index: field → value, all of them text.
Line = Mapping[str, str]


def urlkey(url: str) -> str:
    """Return the key by which indexes are sorted, the host's labels reversed (SURT).

    Scheme, ``www``, capitals, a last slash and the way of percent-encoding make no difference.

    Example: ``https://www.Example.net/News/?b=2&a=1`` → ``net,example)/news?a=1&b=2``.
    """
    parts = urlsplit(url if "://" in url else f"http://{url}")
    host = re.sub(r"^www\d*\.", "", (parts.hostname or "").lower())
    path = quote(unquote(parts.path), safe=SAFE).lower().rstrip("/") or "/"
    query = "&".join(sorted(parts.query.lower().split("&"))) if parts.query else ""
    return ",".join(reversed(host.split("."))) + ")" + path + (f"?{query}" if query else "")


@dataclass(frozen=True, slots=True)
class Scope:
    """The URLs that a query is about."""

    begin: str
    """What their keys begin with: a path, a host, or without ``)`` a domain."""
    exact: bool = False
    """Whether it is the whole key."""

    def holds(self, line: Line) -> bool:
        """Whether the line's URL is one of them."""
        key = line["urlkey"]
        if self.exact:
            return key == self.begin
        if ")" in self.begin:
            return key.startswith(self.begin)
        # A domain: the host itself, or one below it.
        return key.startswith((f"{self.begin})", f"{self.begin},"))


def scope(url: str, match_type: str) -> Scope:
    """Return the scope of the parameters ``url`` and ``matchType``; a ``*`` in *url* is one, too.

    Raises ValueError for a match type that does not exist.
    """
    if url.startswith("*."):
        url, match_type = url[2:], "domain"
    elif url.endswith("*"):
        url, match_type = url[:-1], "prefix"
    key = urlkey(url)
    if match_type in ("", "exact"):
        return Scope(key, exact=True)
    if match_type == "prefix":
        # The key of a folder loses its slash: "/news/" would also begin "/newsletter".
        folder = url.endswith("/") and not key.endswith("/")
        return Scope(key + "/" if folder else key)
    if match_type in ("host", "domain"):
        host = key.partition(")")[0]
        return Scope(f"{host})" if match_type == "host" else host)
    raise ValueError(f"Invalid matchType: {match_type}")


def within(line: Line, begin: str, end: str) -> bool:
    """Whether the line's timestamp is from *begin* to *end*; these are 1 to 14 digits or empty.

    ``2025`` as an end is the whole of 2025.
    """
    return begin <= line["timestamp"] and (not end or line["timestamp"][: len(end)] <= end)


def parameters(query: str) -> tuple[dict[str, str], list[str], list[str]]:
    """Return the query's parameters, and the values of ``filter`` and ``collapse`` by themselves.

    Of others that are given twice the last counts.
    """
    pairs = parse_qsl(query, keep_blank_values=True)
    several = [[v for n, v in pairs if n == name] for name in ("filter", "collapse")]
    return dict(pairs), several[0], several[1]


def chosen(line: Line, names: Sequence[str]) -> dict[str, str]:
    """Return the line with the named fields only, in their order; all without names."""
    return {name: line[name] for name in names if name in line} if names else dict(line)
