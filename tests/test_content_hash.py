"""What is an edit of a content field, and what is none."""

from __future__ import annotations

import random
import time
from typing import Any

import pytest

from mayadeen_crawler.content_hash import (
    content_hash,
    content_hashes,
    differing_fields,
    field_hashes,
)
from mayadeen_crawler.items import as_record
from mayadeen_crawler.items.parts import Author, Image
from mayadeen_crawler.urls.pictures import picture_path
from tests.helpers.articles import article
from tests.helpers.reading_time import longest


def hashes(**fields: Any) -> dict[str, str]:
    return field_hashes(as_record(article(1, **fields)))


def differing(field: str, one: Any, other: Any) -> list[str]:
    return differing_fields(*(as_record(article(1, **{field: value})) for value in (one, other)))


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("authors", [Author("A"), Author("B", "https://m.test/b")], [Author("B"), Author("A")]),
        ("tags", ["Piers", "Ferries"], ["Ferries", "Piers"]),
        ("sources", ["Agencies", "Radio"], ["Radio", "Agencies"]),
        ("published_at", "2026-03-01T10:00:00Z", "2026-03-01T10:00:59Z"),
        ("headline", "Cafe\u0301 opens", "Caf\u00e9 \u00a0 opens"),
    ],
)
def test_order_seconds_and_encodings_are_no_edit(field: str, one: Any, other: Any) -> None:
    assert hashes(**{field: one})[field] == hashes(**{field: other})[field]
    assert differing(field, one, other) == []


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("authors", [Author("A")], [Author("A"), Author("B")]),
        ("tags", ["Piers"], ["piers"]),
        ("sources", ["Agencies"], []),
        ("published_at", "2026-03-01T10:00:00Z", "2026-03-01T10:01:00Z"),
        ("images", [Image(url="https://m.test/a.jpg")], [Image(url="https://m.test/b.jpg")]),
        (
            "images",
            [Image(url="https://m.test/a.jpg", caption="A")],
            [Image(url="https://m.test/a.jpg", caption="B")],
        ),
    ],
)
def test_what_a_reader_sees_change_is_one(field: str, one: Any, other: Any) -> None:
    assert hashes(**{field: one})[field] != hashes(**{field: other})[field]
    assert differing(field, one, other) == [field]


PIER = "/image/2024/5/2/pier"


@pytest.mark.parametrize(
    "url",
    [
        "https://media.test/image/2024/5/2/pier.jpg",
        "https://cdn.test/image/2024/5/2/pier.jpg?v=3&width=1000",
        "//cdn.test/image/2024/5/2/pier.webp#top",
        "https://cdn.test/image/2024/5/2/pier.jpg.webp?X-Amz-Signature=0f0f",
        "https://cdn.test/image/2024/5/2/pier-1024x768.png",
        "https://cdn.test/image/2024/5/2/pier_800w.avif",
        "https://cdn.test/image/2024/5/2/pier@2x.JPG",
        "https://cdn.test/image/2024/5/2/pier-scaled.jpg",
        "https://cdn.test/800x600/image/2024/5/2/pier.jpg",
        "https://cdn.test/w_300,h_200,c_fill/v1612345678/image/2024/5/2/pier.jpg",
        "https://cdn.test/s--Ab12_Cd4--/image/2024/5/2/pier.jpg",
        "https://cdn.test/unsafe/300x200/smart/image/2024/5/2/pier.jpg",
        "https://a.test/cdn-cgi/image/width=300,format=auto/https://b.test/image/2024/5/2/pier.jpg",
    ],
)
def test_a_picture_is_its_path(url: str) -> None:
    assert picture_path(url) == PIER


def test_other_pictures_are_others() -> None:
    urls = [
        "https://m.test/a/300.jpg", "https://m.test/a/301.jpg", "https://m.test/b/300.jpg",
        "https://m.test/a/300x200.jpg", "https://m.test/", "https://m.test/a/c_a.jpg",
        "https://m.test/a/c_b.jpg", "https://m.test/2024/5/2/1.jpg",
        "https://m.test/2024/5/12/1.jpg", "https://m.test/a/%D8%B5.jpg",
    ]  # fmt: skip
    assert len({picture_path(url) for url in urls}) == len(urls)
    assert picture_path("https://m.test/a/%D8%B5.jpg") == picture_path("https://m.test/a/ص.jpg")


@pytest.mark.sampled(12)
@pytest.mark.parametrize(
    "part", [".jpg", "-300x200", "/", "//", "http://a", "a=1,", "w_1,", "https:", "[", "%d8"]
)
def test_a_long_address_takes_no_longer_than_a_page(part: str) -> None:
    begin = time.process_time()
    picture_path(f"https://m.test/{part * (1_000_000 // len(part))}x")
    assert time.process_time() - begin < longest(1_000_000)


def test_any_text_is_taken() -> None:
    dice = random.Random(5)
    for _ in range(2000):
        text = "".join(dice.choices("ab/:=,?#%.-@_x12جhttps", k=dice.randrange(40)))
        assert isinstance(picture_path(text), str)


def test_both_hashes_at_once_are_what_each_is_alone() -> None:
    record = as_record(article(1, tags=["Clay", "Fire"]))
    assert content_hashes(record) == (content_hash(record), field_hashes(record))
