"""Keys of URLs in the archives' indexes."""

from __future__ import annotations

import pytest

from mayadeen_crawler.replica.archives.queries import urlkey


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.Example.net/News/?b=2&a=1", "net,example)/news?a=1&b=2"),
        ("http://example.net", "net,example)/"),
        ("example.net:443/a", "net,example)/a"),
        ("https://news.example.net/Art&Culture/", "net,example,news)/art&culture"),
        ("https://example.net/%D8%AA", "net,example)/%d8%aa"),
        ("https://example.net/ت", "net,example)/%d8%aa"),
    ],
)
def test_urlkey(url: str, key: str) -> None:
    assert urlkey(url) == key
