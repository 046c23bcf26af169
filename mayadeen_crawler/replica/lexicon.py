"""What an edition of the replica needs of a language: interface labels and made-up text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Interface:
    """Labels of the site's interface, as its pages show them."""

    editions: tuple[tuple[str, str], ...]
    """Label and address of the other editions."""
    slogan: str
    home: str
    live: str
    breaking: str
    by: str
    source: str
    shares: str
    min_read: str
    most_read: str
    coverage: str
    read_next: str
    everything: str
    in_five: str
    load_more: str
    about: str
    rights: str
    footer: tuple[tuple[str, str], ...]
    stores: tuple[str, ...]
    not_found: str
    months: tuple[str, ...]
    separator: str
    """Between two authors or two sources."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Patterns with ``{slots}`` and the words that fill them."""

    language: str
    locale: str
    interface: Interface
    words: Mapping[str, tuple[str, ...]]
    headlines: tuple[str, ...]
    opinions: tuple[str, ...]
    bulletins: tuple[str, ...]
    """Titles that many posts share."""
    summaries: tuple[str, ...]
    sentences: tuple[str, ...]
    quotes: tuple[str, ...]
    subheadings: tuple[str, ...]
    list_items: tuple[str, ...]
    alts: tuple[str, ...]
    captions: tuple[str, ...]
    tweets: tuple[str, ...]
    ticker: tuple[str, ...]
    tags: tuple[str, ...]
    authors: tuple[str, ...]
    """The first two are newsrooms, without a page of their own."""
    sources: tuple[str, ...]
    coverages: tuple[str, ...]
    post_types: Mapping[str, str]
    """Content type → what the embedded metadata calls it."""
