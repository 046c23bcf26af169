"""An article on its way from the page to the feed: its record, and what is needed beside it.

``pages/article.py`` makes one of each page, ``spiders/base.py`` adds the addresses, the
pipelines (or ``extract``) fill the rest; ``pipelines/export.py`` hands the plain ``Article`` on
to the feed and to ``-o``. The fields below are therefore seen by ItemAdapter, ``copy`` and
``replace`` like all others, and are never written: not in a feed, a file of ``-o``, or a schema.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Literal

from mayadeen_crawler.dates.site_time import SiteTime, rfc3339
from mayadeen_crawler.items.article import Article


@dataclass(frozen=True, slots=True)
class ListLink:
    """A link of an article to the page of a tag, author or coverage."""

    kind: Literal["tag", "author", "coverage"]
    url: str
    """Canonical."""
    label: str
    """As the article names it."""


#: Verdicts of pages on which nothing but the headline was looked for in vain.
_NO_HEADLINE = frozenset({"not_article/no_headline", "not_article/nothing_recognised"})
_OF_RECORD = tuple(one.name for one in fields(Article))


@dataclass
class FetchedArticle(Article):
    """An article as it was read off a page, with what pipelines and ledger need beside it."""

    published_time: SiteTime | None = None
    """The time of publication as the loader read it. ``normalize_dates`` makes ``published_at``
    and ``published_date`` of it; both are ``None`` until then."""
    modified_time: SiteTime | None = None
    """The time of the last update likewise; it becomes ``modified_at``."""
    aliases: tuple[str, ...] = ()
    """Canonical URLs that led to the page: where it was asked for, and each redirect."""
    list_links: tuple[ListLink, ...] = ()
    """The pages of tags, authors and coverages that the page links."""
    shows: Callable[[str], bool] | None = None
    """Whether a text is anywhere on the page: the ledger asks for the text of the newest record."""

    field_hashes: Mapping[str, str] | None = None
    """The hash of each content field (``content_hash.py``), once ``content_hash`` is filled."""
    ended: bool | None = None
    """Whether the page ended with ``</html>``."""
    breaks_off: bool = False
    """Whether it ended in the middle of a text or tag, its ``<html>`` open."""
    verdict: str | None = None
    """Why the page is no article (``not_article/consent``), ``None`` if it is one:
    ``pages/extraction/judgement.py``."""

    @property
    def is_refused(self) -> bool:
        """Whether the page was refused as a whole: it is a wall, an error, a list, another post's.

        Not where only its headline was not found, which is more often a fault of the extraction.
        """
        return self.verdict is not None and self.verdict not in _NO_HEADLINE

    def normalize_dates(self) -> None:
        """Write the times that the loader read into the record's fields.

        ``published_at`` and ``modified_at`` become RFC 3339 in UTC (``2022-02-03T06:46:00Z``),
        ``None`` where only the day is known; ``published_date`` becomes the day on the site's
        clock (``2022-02-03``).
        """
        published = self.published_time
        self.published_at = _moment(published)
        self.published_date = published.day.isoformat() if published else None
        self.modified_at = _moment(self.modified_time)

    def as_article(self) -> Article:
        """Return the record alone. Lists and other parts are shared, not copied."""
        return Article(**{name: getattr(self, name) for name in _OF_RECORD})


def _moment(time: SiteTime | None) -> str | None:
    return rfc3339(time.instant) if time and time.instant else None
