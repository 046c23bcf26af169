"""Credentials in texts that others read: log lines, error lines, manifests."""

from __future__ import annotations

import re

MASK = "***"
#: ``//user:password@`` of a URL.
_IN_URL = re.compile(r"(?<=//)[^/\s@'\"]*:[^/\s@'\"]*@")
#: ``api_key=…``, ``"password": "…"`` and the like.
_NAMED = re.compile(
    r"""((?:password|passwd|secret|token|api_?key|authorization)["']?\s*[=:]\s*["']?)[^\s"',;&]+""",
    re.IGNORECASE,
)


def masked(text: str) -> str:
    """Return *text* with MASK in place of what looks like a password or key."""
    if "@" in text:
        text = _IN_URL.sub(f"{MASK}@", text)
    return _NAMED.sub(rf"\g<1>{MASK}", text)
