"""What a host name says: one server has one name, by which its pace is kept."""

from __future__ import annotations

import pytest

from mayadeen_crawler.utils.hosts import server_of


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("https://site.test/a", "site.test"),
        ("https://Site.Test:443/a", "site.test"),
        ("http://site.test.:80", "site.test"),
        ("http://me:word@site.test/", "site.test"),
        ("http://site.test:443/", "site.test:443"),
        ("http://127.0.0.1:8000/a:b", "127.0.0.1:8000"),
        ("http://[::1]:8000/", "[::1]:8000"),
    ],
)
def test_a_server_has_one_name(url: str, server: str) -> None:
    assert server_of(url) == server
