"""The check of one article: each field's value, the strategy that found it, or the file to mend.

Called by ``checklist.py`` with the page that it requested last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from scrapy.http import HtmlResponse

from mayadeen_crawler import clock
from mayadeen_crawler.doctor.findings import (
    NEXT_IS_TRIED,
    FieldFinding,
    Mark,
    Report,
)
from mayadeen_crawler.items import EXTRACTED_FIELDS, Article, FetchedArticle
from mayadeen_crawler.pages.article import parse_article, response_time
from mayadeen_crawler.pages.extraction.page import Hints
from mayadeen_crawler.pages.extraction.runner import METADATA
from mayadeen_crawler.pages.listing import Card
from mayadeen_crawler.pages.strategy_files import ARTICLE_FILES
from mayadeen_crawler.urls.canonical import is_article_url

#: Without these a record is dropped, or a run is unhealthy.
REQUIRED = frozenset({"headline", "published_raw"})
#: Nearly every article has these.
EXPECTED = frozenset({"published_date", "authors", "images"})
#: Content types of which ``body_text`` is expected, too: videos and picture stories have none.
_WITH_TEXT = frozenset({"news", "article"})

#: Fields that metadata serves where the page has any.
_TELLING = ("headline", "summary", "authors", "tags", "published_at")


class _Counts(Counter[str]):
    def inc_value(self, key: str) -> None:
        """Add one to *key*."""
        self[key] += 1


def check_article(
    report: Report, page: HtmlResponse, card: Card | None, run_id: str, which: str, *, is_last: bool
) -> bool:
    """Report what is read of the page, as found on *card*'s listing if there is one.

    *which* names it in the report, before its address. Returns False where a crawl refuses the
    page, and it is not the last that can be tried: that is a warning only.
    """
    site, counts = report.site, _Counts()
    hints = Hints(label=card.label, date=card.date) if card else Hints()
    retrieved_at = clock.now()
    found = parse_article(
        page,
        site,
        hints=hints,
        run_id=run_id,
        retrieved_at=retrieved_at,
        now=response_time(page.headers.get("Date"), retrieved_at),
        stats=counts,
    )
    if found.is_refused and not is_last:
        said = f"{which}{page.url} is not the article: {found.verdict}"
        report.add("article", "warn", said, NEXT_IS_TRIED)
        return False
    found.normalize_dates()
    marks = {name: _mark(name, found) for name in EXTRACTED_FIELDS}
    _say(report, page, found, f"{which}{page.url}", marks)
    _tags(report, found)
    _metadata(report, found, counts)
    for name in EXTRACTED_FIELDS:
        by = found.provenance[name]
        modules = () if marks[name] == "ok" else _files(name)
        value = shown(getattr(found, name))
        if name == "body_text" and value:
            value = f"{found.word_count} words: {value}"
        report.add_field(FieldFinding(name, marks[name], value, by, modules))
    return True


def _mark(name: str, article: Article) -> Mark:
    value = getattr(article, name)
    if value or value == 0:
        return "ok"
    if name in REQUIRED:
        return "FAIL"
    text_expected = name == "body_text" and article.content_type in _WITH_TEXT
    return "warn" if name in EXPECTED or text_expected else "-"


def _say(
    report: Report,
    page: HtmlResponse,
    article: FetchedArticle,
    which: str,
    marks: Mapping[str, Mark],
) -> None:
    served = sum(mark == "ok" for mark in marks.values())
    said = f"{served} of {len(marks)} fields of {which}"
    lost = [name for name in REQUIRED if marks[name] == "FAIL"]
    if article.is_refused:
        report.add(
            "article",
            "FAIL",
            f"{which} is not the article: {article.verdict}",
            "open it in a browser: if it is an article, mend pages/extraction/judgement.py "
            "(docs/mending.md); else a crawl gets none while the site answers so",
        )
    elif "headline" in lost:
        kind = "an article" if is_article_url(page.url, report.site) else "an article's address"
        report.add(
            "article",
            "FAIL",
            f"no headline was recognised on {which}",
            f"see whether it is {kind}; if so, mend {in_one_word(_files('headline'))} "
            "(docs/mending.md)",
        )
    elif lost:
        report.add(
            "article",
            "FAIL",
            f"no time of publication was recognised on {which}",
            "try another article (`scrapy doctor URL`); if it recurs, mend "
            f"{in_one_word(_files('published_at'))} or dates/site_time.py (docs/mending.md)",
        )
    elif "warn" in marks.values():
        weak = ", ".join(name for name in marks if marks[name] == "warn")
        report.add(
            "article",
            "warn",
            f"{said}; {weak} expected and not found",
            "try another article (`scrapy doctor URL`); if it recurs, docs/mending.md",
        )
    else:
        report.add("article", "ok", said)


def _tags(report: Report, article: FetchedArticle) -> None:
    links = [link for link in article.list_links if link.kind == "tag"]
    tags, linked = len(article.tags), len(links)
    if not tags:
        report.add("tags", "ok", "the article names none")
    elif linked:
        report.add("tags", "ok", f"{linked} of {tags} link their pages: {links[0].url}")
    else:
        report.add(
            "tags",
            "warn",
            f"the article names {tags} and links none: where their pages are is not learned",
            "open it in a browser; if they are links, mend pages/article_layout/tag_links.py "
            "(docs/mending.md)",
        )


def _metadata(report: Report, article: Article, counts: Mapping[str, int]) -> None:
    """Report which strategies served: lost metadata shows here before any field is lost."""
    by = Counter(filter(None, article.provenance.values()))
    served = ", ".join(f"{name} {count}" for name, count in by.most_common())
    broken = sorted(
        name.partition("/")[2]
        for name in counts
        if name.startswith(("metadata_malformed/", "strategy_error/"))
    )
    seen = {article.provenance[name] for name in _TELLING}
    if broken:
        files = dict.fromkeys(file for (_, name), file in ARTICLE_FILES.items() if name in broken)
        where = in_one_word(tuple(files))
        report.add(
            "metadata",
            "warn",
            f"{', '.join(broken)} could not be read; fields are served by {served}",
            f"nothing while the rest serves; else mend {where} (docs/mending.md)",
        )
    elif not seen & METADATA and "markup" not in seen:
        report.add(
            "metadata",
            "warn",
            f"neither metadata nor known markup was found; fields are served by {served}",
            "nothing while what a reader sees serves; if no article has any, the site was "
            "redesigned (docs/mending.md)",
        )
    else:
        report.add("metadata", "ok", f"fields are served by {served}")


def _files(name: str) -> tuple[str, ...]:
    """Return the files to mend when no strategy serves the field *name*, in the strategies' order.

    Paths are relative to ``mayadeen_crawler/``.
    """
    return tuple(dict.fromkeys(file for (field, _), file in ARTICLE_FILES.items() if field == name))


def in_one_word(files: tuple[str, ...]) -> str:
    """Return *files* as a shell would expand them: ``pages/{meta,article_layout/tags}.py``."""
    inside = [file.removeprefix("pages/").removesuffix(".py") for file in files]
    if len(files) == 1 or [f"pages/{name}.py" for name in inside] != list(files):
        return ", ".join(files)
    return f"pages/{{{','.join(inside)}}}.py"


def shown(value: Any) -> str:
    """Return a field's value as one line of text, ``""`` for an empty one."""
    if isinstance(value, list):
        kinds = Counter(_kind(one) for one in value)
        if set(kinds) - {""}:
            return f"{len(value)}: " + ", ".join(f"{n} {kind}" for kind, n in kinds.items())
        return "; ".join(filter(None, map(_one, value)))
    return "" if value is None else " ".join(str(value).split())


def _kind(member: Any) -> str:
    """Return a list member's type, list or role (``inline``), ``""`` if it has none of these."""
    for name in ("type", "list", "role"):
        if found := getattr(member, name, None):
            return str(found)
    return ""


def _one(member: Any) -> str:
    if isinstance(member, str):
        return member
    return str(getattr(member, "name", None) or getattr(member, "url", None) or "")
