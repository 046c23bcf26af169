"""What a host name says of where the host is."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def is_loopback(url: str) -> bool:
    """Whether the host of *url* is this machine itself: ``localhost``, 127.0.0.0/8 or ::1."""
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def server_of(url: str) -> str:
    """Return host and port of an http(s) URL in one form: ``site.test``, ``site.test:8080``.

    In lower case, without credentials, a dot at the end or the scheme's own port. ValueError for a
    broken port or IPv6 address.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").removesuffix(".")
    name = f"[{host}]" if ":" in host else host
    is_own_port = parts.port in (None, {"http": 80, "https": 443}.get(parts.scheme))
    return name if is_own_port else f"{name}:{parts.port}"


def has_origin(url: str, base: str) -> bool:
    """Whether *url* has the scheme, host and port of *base*; never raises."""
    try:
        ours, theirs = urlsplit(url), urlsplit(base)
        return (ours.scheme, ours.netloc.lower()) == (theirs.scheme, theirs.netloc.lower())
    except ValueError:
        return False
