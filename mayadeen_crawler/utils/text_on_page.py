"""Whether a text is anywhere on a page, whatever element, attribute or script holds it.

The ledger asks it when a newer extractor reads another text off a known page: as long as the old
text is there, the extractor changed and not the newsroom. Linear in the page's size.
"""

from __future__ import annotations

import html
import re
from functools import cached_property

from mayadeen_crawler.utils.text import normalized

_ELEMENT = re.compile(r"<[^<>]*>")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_BREAKS = re.compile(r"\\[nrt/\"\\]")


class TextOnPage:
    """Called with a text: whether the page *source* (HTML) holds it. Searches only when called."""

    def __init__(self, source: str) -> None:
        self._source = source

    def __call__(self, text: str) -> bool:
        """Compare letters and digits only: markup, white space and quotes differ."""
        wanted = _letters(text)
        return any(wanted in letters for letters in self._letters)

    @cached_property
    def _letters(self) -> tuple[str, str]:
        """The page's letters and digits: of its text alone, and with attributes and scripts."""
        text = html.unescape(_ELEMENT.sub("", self._source))
        # JSON in scripts escapes what is not ASCII.
        plain = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), self._source)
        return _letters(text), _letters(html.unescape(_BREAKS.sub("", plain)))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, normalized("NFC", text).casefold()))
