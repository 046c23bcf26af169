"""What one extractor takes for the pages of a folder: ``python one_peer.py NAME FOLDER``.

Each runs in an environment of its own (``tests/bench/peers.py``), so nothing is imported here but
it and parsel. Prints the multiples of the floor as JSON, page by page, in the order of the pages.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from parsel import Selector

#: Pages that are not counted: patterns and word lists are loaded with them.
WARM_UP = 10

#: Takes a page as text and its address, and returns what was read: true if it is anything.
Reader = Callable[[str, str], object]


def mayadeen_crawler() -> Reader:
    """Return what makes whole records of this project, hashed."""
    extract = import_module("mayadeen_crawler").extract
    return lambda page, url: extract(page.encode(), url)["body_text"]


def trafilatura() -> Reader:
    """Return trafilatura with metadata, by the settings it has."""
    read = import_module("trafilatura").bare_extraction
    return lambda page, url: read(page, url=url, with_metadata=True).text


def newspaper4k() -> Reader:
    """Return newspaper4k without its language processing (keywords, summary)."""
    article = import_module("newspaper").Article

    def read(page: str, url: str) -> object:
        one = article(url)
        one.download(input_html=page)
        one.parse()
        return one.text

    return read


def news_please() -> Reader:
    """Return news-please, which asks newspaper4k and others and compares them."""
    read = import_module("newsplease").NewsPlease.from_html
    return lambda page, url: read(page, url).maintext


def fundus() -> Reader:
    """Return a Fundus parser of six fields, written for the markup ``known`` as Fundus's are."""
    parser, utility = import_module("fundus.parser"), import_module("fundus.parser.utility")
    css, xpath = import_module("lxml.cssselect").CSSSelector, import_module("lxml.etree").XPath
    selectors = {
        "summary_selector": css("p.summary"),
        "subheadline_selector": css(".p-content > h2, .p-content > h3"),
        "paragraph_selector": css(".p-content > p"),
    }
    around = {
        "image_selector": xpath("//ul[@class='details-media']//img|//div[@class='p-content']//img"),
        "paragraph_selector": selectors["paragraph_selector"],
        "upper_boundary_selector": xpath("//h1"),
        "lower_boundary_selector": xpath("//footer"),
    }
    fields: dict[str, Callable[[Any], object]] = {
        "title": lambda page: page.meta.get("og:title"),
        "authors": lambda page: utility.generic_author_parsing(page.ld.bf_search("author")),
        "topics": lambda page: utility.generic_topic_parsing(page.meta.get("keywords")),
        "publishing_date": lambda page: utility.generic_date_parsing(
            page.ld.bf_search("datePublished")
        ),
        "body": lambda page: utility.extract_article_body_with_selector(page.doc, **selectors),
        "images": lambda page: utility.image_extraction(doc=page.doc, **around),
    }

    def attribute(name: str, read: Callable[[Any], object]) -> object:
        def value(self: Any) -> object:
            return read(self.precomputed)

        value.__name__ = name  # by which Fundus tells attributes apart
        return parser.attribute(value)

    attributes = {name: attribute(name, read) for name, read in fields.items()}
    version = type("V1", (parser.BaseParser,), attributes)
    made = type("Parser", (parser.ParserProxy,), {"V1": version})()()
    return lambda page, _url: made.parse(page, "raise")["body"]


READERS: dict[str, Callable[[], Reader]] = {
    "mayadeen-crawler": mayadeen_crawler,
    "fundus": fundus,
    "trafilatura": trafilatura,
    "newspaper4k": newspaper4k,
    "news-please": news_please,
}


def multiples(read: Reader, folder: Path) -> list[float]:
    """Return each page's multiple of its own floor (``tests/bench/extraction.py``)."""
    found = []
    for file in sorted(folder.glob("*.html")):
        page, url = file.read_text(encoding="utf-8"), file.with_suffix(".url").read_text("utf-8")
        began = time.process_time()
        Selector(text=page).css("h1::text").get()
        parsed = time.process_time()
        text = read(page, url)
        ended = time.process_time()
        if not text:
            raise ValueError(f"nothing was read of {file}")
        found.append((ended - parsed) / (parsed - began))
    return found[WARM_UP:]


if __name__ == "__main__":
    print(json.dumps(multiples(READERS[sys.argv[1]](), Path(sys.argv[2]))))
