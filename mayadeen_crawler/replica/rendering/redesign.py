"""The site after a redesign: every class and id in its markup gets a name never seen before.

Called by ``faults/apply.py`` for the fault ``redesign``.
"""

from __future__ import annotations

import re
import zlib

#: Class and id attributes, in HTML and in JSON that contains HTML. Text never matches: its quotes
#: are escaped.
_NAMES = re.compile(rb"""(?<= )(class|id)=(\\?")([^"\\]*)""")

#: This class keeps its name: it is Twitter's, whose script looks for it.
_FOREIGN = b"twitter-tweet"


def redesigned(body: bytes) -> bytes:
    """Return the page with a new name for each class and id, the same on every page."""
    return _NAMES.sub(_renamed, body)


def _renamed(found: re.Match[bytes]) -> bytes:
    attribute, quote, names = found.groups()
    new = (name if name == _FOREIGN else b"n%08x" % zlib.crc32(name) for name in names.split())
    return b"%b=%b%b" % (attribute, quote, b" ".join(new))
