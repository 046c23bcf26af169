"""The texts of the byline under a headline, in the language of the edition; for `render.py`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from mayadeen_crawler.replica.rendering.article import ReplicaArticle
from mayadeen_crawler.replica.writing.lexicon import InterfaceLabels

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ShownByline:
    """The byline's texts as the page shows them; None: the page does not have that item."""

    by: str
    """The word before the authors, such as ``By``."""
    time: str
    shares: str | None
    minutes: str | None


def byline(article: ReplicaArticle, interface: InterfaceLabels) -> ShownByline:
    """Return an article's byline; of several forms of a text, articles use one after the other."""

    def turn(forms: Sequence[T]) -> T:
        return forms[article.number % len(forms)]

    shares, minutes = article.shares, article.read_minutes
    return ShownByline(
        by=turn(interface.by),
        time=interface.date_style(article.number).shown_time(article.published),
        shares=None if shares is None else turn(interface.shares).of(shares),
        minutes=None if minutes is None else turn(interface.min_read).of(minutes),
    )
