"""Pages built around real metadata of the site: 399 lines, as published on its own pages."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from mayadeen_crawler.dates import site_time
from mayadeen_crawler.outlet import ARABIC
from mayadeen_crawler.utils.text import clean
from tests.helpers.parse_page import parse
from tests.helpers.real_records import needs_real_records, real_records
from tests.helpers.soak_figures import scaled

#: The post that two people wrote.
TWO_AUTHORS = "1899073"
pytestmark = needs_real_records

PAGE = """<!DOCTYPE html>
<html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{title} | الميادين</title>
{head}</head><body>
<div class="details-white-box"><h1>{title}</h1>
<ul><li>الكاتب: {author}</li><li>{shown}</li></ul></div>
<p class="lg_para summary">نص ملخّص.</p>{body}
<ul><li><a href="/tags/x">وسم آخر</a></li></ul></body></html>"""


def sampled() -> list[dict[str, Any]]:
    """Return every third record, that of two authors among them; all under ``make soak``."""
    return real_records()[:: scaled(3, 1)]


def signed(record: dict[str, Any]) -> list[str]:
    """Return the people that a record's author names; one of the records names two."""
    if record["postid"] == TWO_AUTHORS:
        return str(record["author"]).split(" و")
    return [clean(record["author"])]


def page(record: dict[str, Any], head: str) -> str:
    text = "" if record["word_count"] == "0" else "<p>فقرة أولى.</p><p>فقرة ثانية.</p>"
    published = datetime.fromisoformat(record["published_time"])
    return PAGE.format(
        title=escape(record["title"]),
        author=escape(record["author"]),
        head=head,
        shown=published.astimezone(ZoneInfo("Asia/Jerusalem")).strftime("%d/%m/%Y %H:%M:%S"),
        body=f'<div class="p-content">{text}</div>',
    )


def tawsiyat(record: dict[str, Any]) -> str:
    content = json.dumps(record, ensure_ascii=False).replace("</", "<\\/")
    return f'<script id="tawsiyat-metadata" type="text/tawsiyat">{content}</script>'


def jsonld(record: dict[str, Any]) -> str:
    node = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": record["title"],
        "datePublished": record["published_time"],
        "dateModified": record["last_updated"],
        "keywords": record["keywords"].split(","),
        "author": [{"@type": "Person", "name": record["author"]}],
        "mainEntityOfPage": record["url"],
    }
    content = json.dumps(node, ensure_ascii=False).replace("</", "<\\/")
    return f'<script type="application/ld+json">{content}</script>'


def published_once(values: list[str]) -> list[str]:
    return list(dict.fromkeys(value for value in map(clean, values) if value))


def mapped(record: dict[str, Any], mapping: str) -> list[str]:
    return published_once([c["value"] for c in record["classes"] if c["mapping"] == mapping])


def instant(text: str) -> datetime | None:
    read = site_time.parse(text, ARABIC.time_zone)
    return read.instant if read else None


def test_each_record_is_read_as_published() -> None:
    ids = set()
    for record in real_records():
        got, stats = parse(page(record, tawsiyat(record)), url=record["url"], edition="ar")
        ids.add(got["id"])
        assert got["id"] == f"ar:{record['postid']}"
        assert got["headline"] == clean(record["title"])
        listed = map(clean, record["keywords"].split(","))
        assert got["keywords"] == [word for word in listed if word]
        assert got["tags"] == ["وسم آخر"]
        assert "keywords_only_tags" not in got["doubts"]  # as the page shows
        assert got["section_label"] == next(iter(mapped(record, "category")), None)
        assert got["regions"] == mapped(record, "country")
        assert got["coverage"] == mapped(record, "coverage")
        assert [author["name"] for author in got["authors"]] == signed(record)
        assert got["images"][0]["url"] == record["thumbnail"]
        assert got["images"][0]["role"] == "cover"
        seconds = record["video_duration"]
        assert [v["duration_seconds"] for v in got["videos"]] == ([int(seconds)] if seconds else [])
        for field, key in (("published_at", "published_time"), ("modified_at", "last_updated")):
            assert instant(got[field]) == datetime.fromisoformat(record[key]).astimezone(UTC)
        assert bool(got["body_text"]) == (record["word_count"] != "0")
        assert got["provenance"]["body_text"] == "markup"
        assert not [key for key in stats if key.startswith("strategy_error/")]
    assert len(real_records()) == 399
    assert len(ids) == 396


def test_the_same_from_json_ld_alone() -> None:
    for record in sampled():
        got, _ = parse(page(record, jsonld(record)), url=record["url"], edition="ar")
        assert got["headline"] == clean(record["title"])
        listed = map(clean, record["keywords"].split(","))
        assert got["keywords"] == [word for word in listed if word]
        assert got["tags"] == ["وسم آخر"]
        assert "keywords_only_tags" not in got["doubts"]  # as the page shows
        assert instant(got["published_at"]) == datetime.fromisoformat(record["published_time"])
        assert instant(got["modified_at"]) == datetime.fromisoformat(record["last_updated"])


def test_broken_metadata_leaves_what_a_reader_sees() -> None:
    for record in sampled():
        broken = tawsiyat(record).replace('"}]}', '"}')
        got, _ = parse(page(record, broken), url=record["url"], edition="ar")
        assert got["provenance"]["headline"] == "markup"
        assert got["headline"] == clean(record["title"])
        assert [author["name"] for author in got["authors"]] == signed(record)
        assert got["modified_at"] is None
