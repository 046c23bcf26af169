"""Write the replica's sitemaps, in the form that ``ReplicaSite.sitemaps`` asks for.

Called by ``routes.py``. No article is made for them: they hold paths and times only.
"""

from __future__ import annotations

import gzip
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from urllib.parse import quote
from zoneinfo import ZoneInfo

from mayadeen_crawler.replica.rendering.page import Quirks, ReplicaPage
from mayadeen_crawler.replica.serving.sitemap_forms import ReplicaSitemaps
from mayadeen_crawler.replica.site.site import ReplicaSite

FOLDER = "/sitemaps/"
_ALL, _NEWS = f"{FOLDER}all.xml", f"{FOLDER}news.xml"
_MONTH = re.compile(rf"{FOLDER}(all|news)/sitemap-(\d{{4}})-([1-9]\d?)\.xml")
#: The clock of the news sitemaps' times.
_NEWS_CLOCK = ZoneInfo("Europe/Berlin")

Month = tuple[int, int]
_BIG: Month = (2019, 1)
_BIG_BEGIN = datetime(2019, 1, 1, tzinfo=UTC)
_BIG_STEP = timedelta(seconds=53)

#: 18 of the real site's 12,000 entries are there twice.
_ONE_IN_SO_MANY_IS_LISTED_TWICE = 667

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_IMAGE_NAMESPACE = "http://www.google.com/schemas/sitemap-image/1.1"
_NEWS_NAMESPACE = "http://www.google.com/schemas/sitemap-news/0.9"


@dataclass(frozen=True, slots=True)
class _SitemapEntry:
    loc: str
    modified: datetime | None = None
    extra: str = ""


class SitemapFiles:
    """Answers the paths below ``/sitemaps/`` of one site."""

    def __init__(self, site: ReplicaSite) -> None:
        self._site = site
        self._months: tuple[int, list[_SitemapEntry]] = (-1, [])

    def robots_lines(self) -> list[str]:
        """Return the ``Sitemap:`` lines of robots.txt."""
        form = self._site.sitemaps
        if form is None or not form.in_robots:
            return []
        paths = [_ALL, *([_NEWS] if form.news else [])]
        return [f"Sitemap: {self._base(form)}{self._named(path, form)}" for path in paths]

    def answer(self, path: str, quirks: Quirks) -> ReplicaPage | None:
        """Return the sitemap at *path*; None if there is none."""
        form = self._site.sitemaps
        if form is None:
            return None
        zipped = form.gzip == "file" and path.endswith(".gz")
        with self._site.lock:
            lines = self._lines(path.removesuffix(".gz") if zipped else path, form)
            if lines is None:
                return None
            body = "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', *lines, ""]).encode()
        if quirks.malformed:
            body = body[: len(body) * 3 // 5] + b"<loc>&nowhere;</url"
        if zipped:
            return ReplicaPage(
                gzip.compress(body, mtime=0), content_type="application/gzip", lasting=True
            )
        kind = "application/xml; charset=utf-8"
        if form.gzip == "encoding":
            encoded = {"Content-Encoding": "gzip"}
            return ReplicaPage(gzip.compress(body, mtime=0), 200, kind, encoded, lasting=True)
        return ReplicaPage(body, content_type=kind, lasting=True)

    def _lines(self, path: str, form: ReplicaSitemaps) -> Iterable[str] | None:
        if path == _ALL and form.layout == "months":
            return _file("sitemapindex", "sitemap", self._index(form), form)
        if path == _ALL:
            return _file("urlset", "url", self._everything(form), form)
        if path == _NEWS and form.news:
            return _file("sitemapindex", "sitemap", self._news_index(form), form)
        found = _MONTH.fullmatch(path)
        if not found:
            return None
        month = (int(found[2]), int(found[3]))
        if found[1] == "news":
            if not (form.news and (listed := self._news_of(month))):
                return None
            return _file("urlset", "url", self._news(listed, form), form, news=True)
        if form.layout == "flat":
            return None
        if month == _BIG and form.big:
            return _file("urlset", "url", self._big(form), form)
        numbers = self._numbers_of(month)
        return _file("urlset", "url", self._posts(numbers, form), form) if numbers else None

    # What the files hold

    def _index(self, form: ReplicaSitemaps) -> Iterator[_SitemapEntry]:
        version, months = self._months
        if version != self._site.version:
            months = [self._month(month) for month in self._all_months()]
            self._months = (self._site.version, months)
        if form.big:
            months = [_SitemapEntry(_path(_BIG), _BIG_BEGIN + form.big * _BIG_STEP), *months]
        for month in months:
            yield _SitemapEntry(self._base(form) + self._named(month.loc, form), month.modified)

    def _month(self, month: Month) -> _SitemapEntry:
        return _SitemapEntry(_path(month), max(map(self._modified, self._numbers_of(month))))

    def _posts(self, numbers: range, form: ReplicaSitemaps) -> Iterator[_SitemapEntry]:
        gone = () if form.removed else self._site.removed
        listed = [number for number in numbers if number not in gone]
        twice = [n for n in listed if n % _ONE_IN_SO_MANY_IS_LISTED_TWICE == 1]
        for number in (*listed, *twice):
            yield _SitemapEntry(self._loc(number, form), self._modified(number))

    def _everything(self, form: ReplicaSitemaps) -> Iterator[_SitemapEntry]:
        yield _SitemapEntry(f"{self._base(form)}/")
        for section in self._site.sections.values():
            yield _SitemapEntry(escape(self._base(form) + section.path))
        yield from self._big(form)
        yield from self._posts(range(1, self._site.count + 1), form)

    def _news_index(self, form: ReplicaSitemaps) -> Iterator[_SitemapEntry]:
        for month in reversed(list(self._all_months())):
            if self._news_of(month):
                path = self._named(_path(month, "news"), form)
                yield _SitemapEntry(self._base(form) + path)

    def _news_of(self, month: Month) -> list[int]:
        """Return the numbers of a month's news, newest first: not of other kinds of articles."""
        numbers = reversed(self._numbers_of(month))
        return [n for n in numbers if self._site.section(n).content_type == "news"]

    def _news(self, numbers: list[int], form: ReplicaSitemaps) -> Iterator[_SitemapEntry]:
        site, composer = self._site, self._site.composer
        for number in numbers:
            if number in site.removed:
                continue
            news = _news(
                site.edition.publisher,
                site.edition.language,
                self._published(number).astimezone(_NEWS_CLOCK),
                composer.headline(number, site.section(number)),
                [tag.name for tag in composer.tags(number)],
            )
            image = f"{self._base(form)}{composer.cover(number).path}"
            extra = f"{news}<image:image><image:loc>{escape(image)}</image:loc></image:image>"
            modified = self._modified(number).astimezone(_NEWS_CLOCK)
            yield _SitemapEntry(self._loc(number, form), modified, extra)

    def _big(self, form: ReplicaSitemaps) -> Iterator[_SitemapEntry]:
        for number in range(form.big):
            path = f"/news/politics/entry-{number:05}-of-a-month-that-was-longer-than-others"
            yield _SitemapEntry(self._base(form) + path, _BIG_BEGIN + number * _BIG_STEP)

    # What they are written from

    def _base(self, form: ReplicaSitemaps) -> str:
        return form.base or self._site.edition.base_url

    def _named(self, path: str, form: ReplicaSitemaps) -> str:
        return path + (".gz" if form.gzip == "file" else "")

    def _loc(self, number: int, form: ReplicaSitemaps) -> str:
        """Return an article's URL: raw or percent-encoded, sometimes with white space around it."""
        path = self._site.path(number)
        loc = self._base(form) + (quote(path) if number % 3 else path)
        return f"\n      {escape(loc)}\n    " if number % 5 == 0 else escape(loc)

    def _published(self, number: int) -> datetime:
        return self._site.composer.published(number)

    def _modified(self, number: int) -> datetime:
        return self._site.composer.modified(number, self._published(number))

    def _month_of(self, number: int) -> Month:
        published = self._published(number)
        return published.year, published.month

    def _numbers_of(self, month: Month) -> range:
        """Return the numbers of a month's articles; numbers rise with the time of publication."""
        every = range(1, self._site.count + 1)
        first = bisect_left(every, month, key=self._month_of)
        after = bisect_right(every, month, key=self._month_of)
        return every[first:after]

    def _all_months(self) -> Iterator[Month]:
        number = 1
        while number <= self._site.count:
            month = self._month_of(number)
            yield month
            number = self._numbers_of(month).stop


def _path(month: Month, folder: str = "all") -> str:
    return f"{FOLDER}{folder}/sitemap-{month[0]}-{month[1]}.xml"


def _news(
    publisher: str, language: str, published: datetime, title: str, keywords: list[str]
) -> str:
    return (
        "<news:news><news:publication>"
        f"<news:name>{escape(publisher)}</news:name><news:language>{language}</news:language>"
        "</news:publication>"
        f"<news:publication_date>{published.isoformat()}</news:publication_date>"
        f"<news:title>{escape(title, quote=False)}</news:title>"
        f"<news:keywords>{escape(','.join(keywords), quote=False)}</news:keywords></news:news>"
    )


def _file(
    root: str,
    element: str,
    entries: Iterable[_SitemapEntry],
    form: ReplicaSitemaps,
    *,
    news: bool = False,
) -> Iterator[str]:
    also = f' xmlns:news="{_NEWS_NAMESPACE}" xmlns:image="{_IMAGE_NAMESPACE}"' if news else ""
    yield f'<{root} xmlns="{_NAMESPACE}"{also}>'
    for entry in entries:
        changed = ""
        if entry.modified and form.lastmod != "none":
            moment = entry.modified.isoformat(timespec="seconds")
            changed = f"<lastmod>{moment[:10] if form.lastmod == 'day' else moment}</lastmod>"
        yield f"  <{element}><loc>{entry.loc}</loc>{changed}{entry.extra}</{element}>"
    yield f"</{root}>"
