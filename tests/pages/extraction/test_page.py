"""What costs the parser more than its size, and what is left of it."""

from __future__ import annotations

import time
from typing import Any

from mayadeen_crawler import extract

URL = "https://english.almayadeen.net/news/politics/the-pier-reopens"
TEXT = "".join(f"<p>The pier of town {n} reopened after the winter storms.</p>" for n in range(6))


def record(tag: str) -> dict[str, Any]:
    page = (
        "<html><head><title>The pier reopens</title></head><body><h1>The pier reopens</h1>"
        f"<time>3 Feb 2022 08:46</time><div class='p-content'>{tag}{TEXT}</div></body></html>"
    )
    return extract(page, URL)


def test_20000_attributes_of_one_tag_cost_no_more_than_their_bytes() -> None:
    """libxml2 compares each with all before it: they took four seconds."""
    begun = time.process_time()
    found = record(
        "<p " + " ".join(f"a{n}=1" for n in range(20_000)) + ">A first line stands here.</p>"
    )
    assert time.process_time() - begun < 1
    assert found["body_text"].startswith("A first line stands here.\n\nThe pier of town 0")


def test_a_long_attribute_stays() -> None:
    """A picture may stand in its address: one attribute of any length."""
    found = record(
        f"<p>A line.</p><img src='/photo.jpg' data-small='data:image/png;base64,{'A' * 200_000}'>"
    )
    (image,) = found["images"]
    assert image["url"] == "https://english.almayadeen.net/photo.jpg"
