"""Players, frames and posts of social networks in a page: which address each one shows.

The class names here are those of the networks' own widgets, not of the site.
"""

from __future__ import annotations

import re
from itertools import islice

from lxml.html import HtmlElement

#: Class of the element that a network's script turns into a post → the attribute that holds the
#: post's address. ``None``: the address is that of the element's last link.
POST_CLASSES: dict[str, str | None] = {
    "twitter-tweet": None,
    "twitter-video": None,
    "instagram-media": "data-instgrm-permalink",
    "tiktok-embed": "cite",
    "fb-post": "data-href",
    "fb-video": "data-href",
}

_POST = re.compile(
    r"(?:https?:)?//(?:[a-z]+\.)?(?:(?:twitter|x)\.com/[^/?#]+/status(?:es)?/\d+"
    r"|instagram\.com/(?:p|reel)/|tiktok\.com/@[^/?#]+/video/)",
    re.IGNORECASE,
)
_POST_FRAME = re.compile(
    r"https?://(?:[a-z0-9-]+\.)*(?:twitter\.com|x\.com|instagram\.com|t\.me|telegram\.org"
    r"|facebook\.com/plugins/post)\b",
    re.IGNORECASE,
)
_VIDEO = re.compile(
    r"https?://(?:[a-z0-9-]+\.)*(?:youtube(?:-nocookie)?\.com/(?:embed|watch|v|shorts|live)\b"
    r"|youtu\.be/|dailymotion\.com/|dai\.ly/|vimeo\.com/|rumble\.com/embed|brightcove\.|jwplayer\.|jwplatform\."
    r"|facebook\.com/(?:plugins/video|watch|[^/]+/videos)|tiktok\.com/|streamable\.com/)"
    r"|https?://[^?#]+\.(?:mp4|m3u8|webm|mov|m4v)(?:[?#]|$)",
    re.IGNORECASE,
)
#: ``source`` elements of one player that are looked at.
MAX_SOURCES = 10
#: Frames without content: advertisements, counters, buttons.
_NO_CONTENT = re.compile(
    r"//(?:[a-z0-9-]+\.)*(?:doubleclick\.net|googlesyndication\.com|googletagmanager\.com"
    r"|google\.com/recaptcha|facebook\.com/(?:tr|plugins/(?:like|share_button|page))|taboola\.com|outbrain\.com)",
    re.IGNORECASE,
)
_SOURCES = ("data-src", "src", "data-lazy-src", "data")


def post_of(element: HtmlElement) -> str | None:
    """Return the address of the post that *element* shows, as written; ``None`` if it shows none.

    It shows one if it has a network's class, or if it is a ``blockquote`` whose last link leads
    to a post. ``""`` for an element with a network's class and no address.
    """
    names = (element.get("class") or "").split()
    known = [name for name in names if name in POST_CLASSES]
    for name in known:
        attribute = POST_CLASSES[name]
        if attribute and (address := element.get(attribute)):
            return address
    if not known and element.tag != "blockquote":
        return None
    last = None
    for link in element.iter("a"):
        last = link.get("href") or last
    if known:
        return last or ""
    return last if last and _POST.match(last.strip()) else None


def embed_address(element: HtmlElement) -> str | None:
    """Return the address of a player or frame as the page writes it, ``None`` without one."""
    for candidate in (element, *islice(element.iter("source", "embed"), MAX_SOURCES)):
        for attribute in _SOURCES:
            address = (candidate.get(attribute) or "").strip()
            if address and not address.startswith(("about:", "data:", "blob:", "javascript:")):
                return address
    return None


def is_content(url: str) -> bool:
    """Whether a frame at *url* (absolute) shows something to read or watch."""
    return _NO_CONTENT.search(url) is None


def is_post(url: str) -> bool:
    """Whether *url* (absolute) shows a post of a social network."""
    return _POST_FRAME.match(url) is not None


def is_video(url: str) -> bool:
    """Whether *url* (absolute) is a video or a video's player."""
    return _VIDEO.match(url) is not None
