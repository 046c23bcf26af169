"""What the package reads of some pages: `extract`; as a script, what a changed copy of it reads.

``python extract_pages.py`` with the copy first on PYTHONPATH answers each line of stdin, a JSON
object ``{"kind", "edition", "pages"}``, with a line: the records and the counters as JSON. The
package is imported anew for each line, its libraries are not.
"""

from __future__ import annotations

import json
import runpy
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


def _answer(line: str) -> str:
    for name in [name for name in sys.modules if name.split(".")[0] == "mayadeen_crawler"]:
        del sys.modules[name]
    fresh = runpy.run_path(__file__)
    return json.dumps(fresh["extract"](**json.loads(line)))


if __name__ == "__main__":
    for given in sys.stdin:
        sys.stdout.write(f"{_answer(given)}\n")
        sys.stdout.flush()
