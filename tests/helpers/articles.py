"""Articles for tests that need no page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mayadeen_crawler import content_hash
from mayadeen_crawler.items import Article, as_record

BASE = "http://replica.test"


def article(number: int, **fields: Any) -> Article:
    """Return article *number* as it reaches the ledger; *fields* replace its own."""
    url = f"{BASE}/news/politics/made-up-story-{number}"
    values: dict[str, Any] = {
        "id": f"en:{1000 + number}",
        "publisher": "Made-up News",
        "post_id": str(1000 + number),
        "url": url,
        "canonical_url": url,
        "content_type": "news",
        "section": "politics",
        "headline": f"Made-up story {number}",
        "body_text": f"First paragraph of {number}.\n\nSecond paragraph.",
        "word_count": 6,
        "language": "en",
        "published_at": "2026-03-01T10:00:00Z",
        "published_date": "2026-03-01",
        "published_raw": "2026-03-01T12:00:00+02:00",
        "retrieved_at": "2026-03-01T11:00:00Z",
        "run_id": "test",
    }
    item = Article(**{**values, **fields})
    item.content_hash = content_hash.content_hash(as_record(item))
    return item


def feed_lines(folder: Path, kind: str = "articles") -> list[bytes]:
    """Return every line of a feed as it stands, torn ones included."""
    lines: list[bytes] = []
    for path in sorted((folder / kind).glob("*.jsonl")):
        lines.extend(path.read_bytes().splitlines(keepends=True))
    return lines


def feed(folder: Path, kind: str = "articles") -> list[dict[str, Any]]:
    """Return the records of a feed; fails on a torn line."""
    lines = feed_lines(folder, kind)
    assert all(line.endswith(b"\n") for line in lines)
    return [json.loads(line) for line in lines]
