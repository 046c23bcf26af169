"""What costs the parser more than its size, and what is left of it."""

from __future__ import annotations

import time
from typing import Any

import pytest

from mayadeen_crawler import NotAnArticle, extract

URL = "https://english.almayadeen.net/news/politics/the-pier-reopens"
TEXT = "".join(f"<p>The pier of town {n} reopened after the winter storms.</p>" for n in range(6))


def record(tag: str) -> dict[str, Any]:
    page = (
        "<html><head><title>The pier reopens</title></head><body><h1>The pier reopens</h1>"
        f"<time>3 Feb 2022 08:46</time><div class='p-content'>{tag}{TEXT}</div></body></html>"
    )
    return extract(page, URL)


@pytest.mark.parametrize("first", ["", "a='>'"])
def test_20000_attributes_of_one_tag_cost_no_more_than_their_bytes(first: str) -> None:
    """To append each libxml2 walks over all before it: a tree of them takes seconds."""
    crowd = " ".join(f"a{n}=1" for n in range(20_000))
    begun = time.process_time()
    with pytest.raises(NotAnArticle, match="too_costly"):
        record(f"<p {first} {crowd}>A first line stands here.</p>")
    assert time.process_time() - begun < 1


def test_a_tag_of_many_attributes_is_read() -> None:
    crowd = " ".join(f"a{n}=1" for n in range(400))
    found = record(f"<p {crowd}>A first line stands here.</p><p>{'A. ' * 9000}</p>")
    assert found["body_text"].startswith("A first line stands here.\n\nA. A. A. ")


def test_a_long_attribute_stays() -> None:
    """A picture may stand in its address: one attribute of any length."""
    found = record(
        f"<p>A line.</p><img src='/photo.jpg' data-small='data:image/png;base64,{'A' * 200_000}'>"
    )
    (image,) = found["images"]
    assert image["url"] == "https://english.almayadeen.net/photo.jpg"
