"""The times of an article's page: which clock each strategy's texts are on, and which is believed.

``pages/article.py`` calls ``read_time`` for the publication and then for the last change. What is
known of the site's clocks is here; how the sources are compared is in ``dates/agreement.py``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from mayadeen_crawler.dates.agreement import Agreed, TimeText, agreed
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.pages.extraction.runner import FieldStrategies, Runner

_UTC = "UTC"
#: How the CMS writes UTC in ``meta`` elements, without an offset: 2024-08-15T20:39:00.0000000.
#: On 264 of 264 real posts the embedded metadata has the same moment with its offset.
_SEVEN_DECIMALS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}", re.ASCII)
#: What a reader sees is on the clock of the CMS, as on every real page that gives both.
_SEEN = frozenset({"visible", "listing"})
#: Strategies whose word does not come from the page itself.
_ELSEWHERE = frozenset({"sitemap", "listing"})


def read_time(
    page: Page, runner: Runner, choice: FieldStrategies, known: Mapping[str, str] | None = None
) -> Agreed | None:
    """Return the time that the page's sources give for *choice*, ``None`` without one.

    Notes in *runner* which strategy served it, and whether there was a text that is no time.
    *known*: ``Agreed.clocks`` of the page's other time.
    """
    zone = page.site.edition.time_zone
    day_first = page.site.edition.day_first
    texts = [_time_text(name, text, zone, day_first) for name, text in runner.every(choice)]
    found = agreed(texts, zone, page.now, known)
    if found is None and texts:
        runner.refused.add(choice.field)
    runner.served(choice.field, found.text.source if found else None)
    return found


def _time_text(strategy: str, text: str, site_clock: str, day_first: bool) -> TimeText:
    seven = _SEVEN_DECIMALS.fullmatch(text) is not None
    if strategy in _SEEN:
        clocks: tuple[str, ...] = (site_clock,)
    elif seven or strategy == "meta":
        clocks = (_UTC, site_clock)
    else:
        clocks = (site_clock, _UTC)
    return TimeText(
        strategy,
        text,
        clocks,
        known_form=seven or strategy == "meta",
        for_readers=strategy in _SEEN,
        day_first=day_first,
        on_page=strategy not in _ELSEWHERE,
    )
