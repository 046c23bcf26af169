"""Recognise a firewall's challenge, served in place of the site's page. Pure.

Called for each response by ``middlewares/blocks.py``, which ends a run that is refused, and by
``pages/extraction/judgement.py`` for pages that nobody requested here (``extract``, WARC files).
A challenge that is not recognised: add what it shows to ``_MARKS`` or ``_TITLES``.
"""

from __future__ import annotations

import re

#: Statuses with which Cloudflare challenges, marked by its header or title alone.
_STATUSES = frozenset({403, 429, 503})
#: A page's title is looked for in so many bytes from its beginning.
_HEAD = 16_384
#: Bytes of the longest page of status 200 that can be a challenge: they hold a script or a frame
#: and a few words. Articles are longer, and one may write of firewalls.
_LONGEST = 60_000
#: Bytes of a body that decide: of a longer one the rest changes nothing.
LOOKED_AT = _LONGEST + 1
#: Characters that a challenge shows at most, and links.
_MOST_TEXT, _MOST_LINKS = 1200, 5

_TITLE = re.compile(rb"<title[^<>]*>([^<]{0,300})</title>", re.IGNORECASE)
# Whole titles: Cloudflare's, DDoS-Guard's, Sucuri's, AWS's, PerimeterX's, Akamai's.
_TITLES = re.compile(
    r"just a moment\s*(?:\.{3}|…)?|attention required!?(?: \| cloudflare)?|"
    r"(?:checking your browser|one moment, please|please wait)\s*(?:\.{3}|…)?|ddos-guard|"
    r"sucuri website firewall(?: - access denied)?|human verification|"
    r"access to this page has been denied\.?|(?:are you|verify (?:that )?you are) (?:a )?human\??|"
    r"are you a robot\??|pardon our interruption\s*(?:\.{3}|…)?|access denied|"
    r"(?:sorry,? )?you(?: have|'ve) been blocked\.?|(?:your )?request (?:has been )?blocked\.?|"
    r"error 10[012]\d|one more step|acceso denegado|تم (?:رفض|حظر) الوصول|"
    r"security check(?: required)?|bot verification|captcha|"
    r"un momento\s*(?:\.{3}|…)?|verifica que eres humano|لحظة من فضلك\s*(?:\.{3}|…)?|"
    r"التحقق من أنك إنسان",
    re.IGNORECASE,
)
# What the firewalls' own scripts, frames and texts are called in the page's bytes.
_MARKS = re.compile(
    rb"_Incapsula_Resource|Incapsula incident ID|/cdn-cgi/challenge-platform/|cf[-_]chl[-_]|"
    rb"cf-browser-verification|__cf_chl_|px-captcha|_pxAppId|captcha-delivery\.com|"
    rb"awsWafCookieDomainList|/_sec/cp_challenge|sucuri_cloudproxy_js|ddos-guard|"
    rb"Checking your browser before accessing|Enable JavaScript and cookies to continue",
)
# Each alternative ends at the next mark or at the page's end, so that none is tried twice.
# What only a page of the site itself has.
_OF_SITE = re.compile(
    rb"<article\b|article:published_time|application/ld\+json|tawsiyat", re.IGNORECASE
)
_LINK = re.compile(rb"<a\s", re.IGNORECASE)
_MARKUP = re.compile(
    rb"<(script|style|noscript)\b.*?(?:</\1\s*>|\Z)|<[^<>]*>|\s+", re.IGNORECASE | re.DOTALL
)


def is_challenge(status: int, mitigated: str, body: bytes) -> bool:
    """Whether a response is a challenge, by its HTTP *status*, a header and its *body*.

    *mitigated* is the value of the header ``cf-mitigated``: ``challenge`` on Cloudflare's. With a
    status that refuses, that header or the title is enough; with any other, the page must also show
    hardly anything beside the challenge, and nothing that only the site's own pages have.
    """
    marked = mitigated.strip().lower() == "challenge"
    title = _TITLE.search(body[:_HEAD])
    named = title is not None and _TITLES.fullmatch(_decoded(title[1])) is not None
    if status in _STATUSES:
        return marked or named
    if len(body) > _LONGEST or body.count(b"<a ") > _MOST_LINKS:
        return False  # nearly every page, and it is not searched for marks
    if not (marked or named or _MARKS.search(body)):
        return False
    # Cloudflare's script is also on pages that it lets through.
    if _OF_SITE.search(body) or len(_LINK.findall(body)) > _MOST_LINKS:
        return False
    return len(_MARKUP.sub(b"", body)) <= _MOST_TEXT


def _decoded(title: bytes) -> str:
    return " ".join(title.decode(errors="replace").split())
