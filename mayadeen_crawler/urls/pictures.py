"""Which picture an address serves, whatever its host, size, format and signature.

``content_hash.py`` compares pictures by it, and the pictures of one page are joined by it: the CMS
serves one picture in many sizes and from several hosts, and a change of these is no edit. Pure; any
text is taken, nothing is raised.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote

#: What stands before the path: scheme and host, of the last address in one that holds another
#: (``https://a.test/cdn-cgi/image/width=300/https://b.test/media/pier.jpg``).
_HOST = re.compile(r"(?:https?:)?//[^/]*", re.IGNORECASE)
#: ``.jpg``, ``.jpg.webp``.
_FORMAT = re.compile(r"(?:\.(?:jpe?g|jfif|png|gif|webp|avif|heic|bmp|tiff?))+$", re.IGNORECASE)
#: ``-1024x768``, ``_800w``, ``@2x``, ``-scaled``.
_SIZE = re.compile(r"(?:[-_]\d{2,5}x\d{2,5}|[-_]\d{2,5}w|@[1-4]x|-scaled)$", re.IGNORECASE)
#: What makes a picture, and is told in the query which one.
_PROGRAM = re.compile(r"\.(?:php|as[hp]x|axd|cgi|jsp|do)$", re.IGNORECASE)
#: Characters at the end of a name in which its size and format are looked for.
_TAIL = 60
#: Folders of a path that say how a picture is to be served: a size, the options of an image
#: service (``width=300,format=auto``; ``w_300,c_fill``), its version, its signature.
_SERVING = re.compile(
    r"\d{1,5}x\d{1,5}"
    r"|[a-z-]{1,12}=[^,/]{1,40}(?:,[a-z-]{1,12}=[^,/]{1,40}){0,20}"
    r"|(?:ar|[cfghqw]|dpr)_[\w.:]{1,20}(?:,(?:ar|[cfghqw]|dpr)_[\w.:]{1,20}){0,20}"
    r"|v\d{6,12}|s--[\w-]{6,40}--|[\w-]{27}=|cdn-cgi|fit-in|smart|unsafe|insecure",
    re.IGNORECASE | re.ASCII,
)


@lru_cache(maxsize=1024)  # a page's pictures are compared by several fields
def picture_path(url: str) -> str:
    """Return the part of *url* that names the picture.

    ``https://media.test/image/2024/5/2/pier-800x600.jpg.webp?v=3&width=1000`` →
    ``/image/2024/5/2/pier``.
    """
    path = unquote(_HOST.split(re.split("[?#]", url, maxsplit=1)[0])[-1])
    *folders, name = path.split("/")
    head, tail = name[:-_TAIL], name[-_TAIL:]
    name = head + _SIZE.sub("", _FORMAT.sub("", tail)) or name
    return "/".join([*(one for one in folders if not _SERVING.fullmatch(one)), name])


def picture_key(url: str) -> str:
    """Return `picture_path`, or all of *url* where only its query names the picture.

    ``/GetImage.ashx?id=12`` and ``?id=13`` are two pictures.
    """
    path = picture_path(url)
    return url if _PROGRAM.search(path[-_TAIL:]) else path
