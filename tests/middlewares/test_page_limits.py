"""What Scrapy's own middlewares fail at: the encoding of a page."""

from __future__ import annotations

from pathlib import Path

import pytest

from mayadeen_crawler import extract
from tests.helpers.crawls import crawl
from tests.helpers.served_site import Answer, Served

PATH = "/news/politics/the-ferry-of-tyre"
HEAD = "<html><head><title>Café de Tiro</title>{}</head><body><h1>Café de Tiro</h1>"
TEXT = "<ul><li>By Jane Doe</li><li>3 Feb 2022 08:46</li></ul><p>La bahía está en calma.</p>"


@pytest.mark.parametrize("declared", ["utf8mb4", "zlib", "rot13", "idna", None])
@pytest.mark.sampled(5)
def test_a_crawl_reads_a_page_in_the_encoding_that_extract_finds(
    declared: str | None, tmp_path: Path
) -> None:
    page = HEAD.format(f'<meta charset="{declared}">' if declared else "") + TEXT
    body = page.encode() + b"<p>One bad \xff byte.</p></body></html>"
    kind = f"text/html; charset={declared}" if declared else "text/html"
    with Served({PATH: Answer(body, headers={"Content-Type": kind})}) as site:
        run = crawl("article", tmp_path, base_url=site.url, urls=site.url + PATH)
    (record,) = run.records
    assert record["headline"] == "Café de Tiro"
    assert record["body_text"] == "La bahía está en calma.\n\nOne bad \ufffd byte."
    same = extract(body, site.url + PATH, content_type=kind, edition="en", base_url=site.url)
    assert same["content_hash"] == record["content_hash"]
