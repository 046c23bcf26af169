"""What the package reads of some pages; as a script, what a changed copy of the package reads.

``python extract_pages.py`` with the copy first on PYTHONPATH takes ``{"kind", "edition", "pages"}``
as JSON on stdin and prints the records and the counters as JSON.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Literal

from scrapy.http import HtmlResponse

from mayadeen_crawler.outlet import EDITIONS, Site
from mayadeen_crawler.pages.article import Hints, parse_article
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.pages.listing_layout.pagination import next_page
from mayadeen_crawler.pages.ticker import ticker

Kind = Literal["article", "ticker", "listing"]
NOW = datetime(2025, 11, 27, 18, tzinfo=UTC)


class Counts(Counter[str]):
    def inc_value(self, key: str) -> None:
        self[key] += 1


def extract(
    kind: Kind, edition: str, pages: Iterable[tuple[str, str]]
) -> tuple[list[Any], dict[str, int]]:
    """Return what is read of *pages* (URL, HTML) as JSON has it, and what a run would count."""
    site, counts = Site(EDITIONS[edition]), Counts()
    found: list[Any] = []
    for url, html in pages:
        response = HtmlResponse(url, body=html.encode(), encoding="utf-8")
        if kind == "article":
            article = parse_article(
                response, site, hints=Hints(), run_id="drill", retrieved_at=NOW, stats=counts
            )
            found.append(asdict(article))
        elif kind == "ticker":
            lines = ticker(Page(response, site)) or []
            found.append([asdict(line) for line in lines])
            for line in lines:  # as spiders/breaking.py counts them
                for name, strategy in line.provenance.items():
                    counts.inc_value(f"field/{name}/{strategy or 'missing'}")
        else:
            found.append(asdict(next_page(Page(response, site), 1)))
    return json.loads(json.dumps(found, default=str)), dict(counts)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(extract(**json.load(sys.stdin))))
