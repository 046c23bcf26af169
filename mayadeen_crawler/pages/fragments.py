"""What a load-more address answers: a page, a piece of HTML, or JSON that holds one."""

from __future__ import annotations

import json
from typing import Any

from scrapy.http import HtmlResponse, Response, TextResponse

#: Values looked at in one JSON answer.
_MAX_VALUES = 10_000


def as_html(response: Response) -> TextResponse | None:
    """Return *response* as HTML; None where it holds no text at all."""
    if not isinstance(response, TextResponse):
        return None
    if response.text.lstrip()[:1] not in ("{", "["):
        return response
    try:
        pieces = _html_in(json.loads(response.text))
    except (ValueError, RecursionError):
        return response
    return HtmlResponse(response.url, body="\n".join(pieces), encoding="utf-8")


def _html_in(value: Any) -> list[str]:
    """Return the strings of a JSON value that hold links, in order."""
    found: list[str] = []
    waiting = [value]
    for _ in range(_MAX_VALUES):
        if not waiting:
            break
        value = waiting.pop()
        if isinstance(value, str) and "<a" in value:
            found.append(value)
        elif isinstance(value, dict):
            waiting.extend(reversed(value.values()))
        elif isinstance(value, list):
            waiting.extend(reversed(value))
    return found
