"""WARC files of the replica's pages, without a crawl."""

from __future__ import annotations

from pathlib import Path

from mayadeen_crawler.replica import ReplicaSite
from mayadeen_crawler.replica.serving.routes import Routes
from tests.helpers.warc_files import http, page, record, warc

HOST = "https://english.almayadeen.net"
_PICTURE = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n\x1a\n"


def replica_archive(folder: Path, pages: int) -> str:
    """Write two files of articles, newest first; return the pattern of their names.

    Among them are a redirect, half a page, a picture at an article's address (which makes a replay
    unhealthy) and a 404 in words.
    """
    site = ReplicaSite(articles=pages)
    routes, records = Routes(site), []
    for number in range(1, pages + 1):
        minutes = (pages - number) * 3
        date = f"2026-03-{1 + minutes // 1440:02}T{minutes // 60 % 24:02}:{minutes % 60:02}:00Z"
        path = site.path(number)
        records.append(record(HOST + path, http(routes.answer(path, {}).body), date))
    moved = http(b"", f"Location: {HOST}{site.path(1)}", status="301 Moved Permanently")
    records += [
        record(f"{HOST}/news/politics/moved-away-once", moved, "2026-03-01T00:00:01Z"),
        record(f"{HOST}/news/politics/cut-off", http(page("Cut")[:99], "Content-Length: 999")),
        record(f"{HOST}/news/politics/no-text", _PICTURE),
        record(f"{HOST}/news/politics/not-found", http(page("Page not found"))),
    ]
    half = len(records) // 2
    warc(folder / "1.warc.gz", *records[:half])
    warc(folder / "2.warc", *records[half:])
    return f"{folder}/*"
