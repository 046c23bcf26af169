"""The form in which a URL is requested, and the ways in which a server may read it. Pure.

``/news/%2e%2e/secret/x`` is ``/secret/x`` to most servers, and to the ledger (``canonical.py``).
`middlewares.one_form` requests that, so that robots.txt is asked for what the site is asked for;
`middlewares.robots_rules` also asks it for the other readings, all of which have to be allowed.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote_to_bytes

from mayadeen_crawler.urls.parsed_url import IN_SEGMENT, nfc

_PARTS = re.compile(r"(https?://[^/?#]*)([^?#]*)(.*)", re.IGNORECASE | re.DOTALL)
# Dot segments and empty ones; few addresses have any.
_ODD = re.compile(r"/(?:/|(?:\.|%2e){1,2}(?:/|\Z))", re.IGNORECASE)
_DOT = re.compile("%2e", re.IGNORECASE)
# What some servers take for a slash; and bytes that are no ASCII.
_SLASHES, _NOT_ASCII = (
    re.compile(r"%2f|%5c|\\", re.IGNORECASE),
    re.compile("%[89a-f]", re.IGNORECASE),
)


def request_form(url: str) -> str:
    """Return *url* without dot segments and empty segments in its path; nothing else changes.

    ``http://a/b/%2e%2e/c//d/?e=..`` → ``http://a/c/d/?e=..``. A URL of another scheme is returned
    as it is. Idempotent.
    """
    parts = _PARTS.fullmatch(url)
    if parts is None or not _ODD.search(parts[2]):
        return url
    return f"{parts[1]}{_resolved(parts[2])}{parts[3]}"


def readings(url: str) -> tuple[str, ...]:
    """Return the URLs that a server may take *url* for: itself, `request_form`, two others at most.

    With the path's letters in NFC, as the ledger has them; and with encoded slashes and backslashes
    as slashes.
    """
    plain = request_form(url)
    found = {url: None, plain: None}
    parts = _PARTS.fullmatch(plain)
    if parts is None or ("%" not in plain and "\\" not in plain):
        return tuple(found)
    origin, path, rest = parts.groups()
    if _NOT_ASCII.search(path):
        names = (quote(nfc(unquote_to_bytes(one)), safe=IN_SEGMENT) for one in path.split("/"))
        found[f"{origin}{'/'.join(names)}{rest}"] = None
    if _SLASHES.search(path):
        found[f"{origin}{_resolved(_SLASHES.sub('/', path))}{rest}"] = None
    return tuple(found)


def _resolved(path: str) -> str:
    """Return *path* without dot segments and empty ones (RFC 3986, 5.2.4)."""
    names: list[str] = []
    name = ""
    for written in path.split("/"):
        name = _DOT.sub(".", written)
        if name == "..":
            del names[-1:]
        elif name not in ("", "."):
            names.append(written)
    ends = names and name in ("", ".", "..")
    return f"/{'/'.join(names)}{'/' if ends else ''}"
