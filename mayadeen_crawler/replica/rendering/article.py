"""The content of an article page, as data: templates are rendered from it, tests compare with it.

``article_view.py`` makes a `ReplicaArticle` for each page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mayadeen_crawler.replica.rendering.variants import Skin, Variant
from mayadeen_crawler.replica.site.catalogue import ReplicaSection


@dataclass(frozen=True, slots=True)
class TextRun:
    """A piece of a block's text in one inline element."""

    text: str
    kind: str = ""
    """Empty (plain text), ``a``, ``strong``, ``em``, ``span`` or ``br`` (in place of a space)."""
    href: str = ""


@dataclass(frozen=True, slots=True)
class ReplicaPicture:
    """A picture. Its path is relative to the page; in metadata it is on the edition's host."""

    path: str
    alt: str
    caption: str | None = None
    lazy: bool = False
    """The URL is in ``data-src``, and ``src`` has a placeholder."""


@dataclass(frozen=True, slots=True)
class ReplicaBlock:
    """A block of the article's body."""

    kind: str
    """``paragraph``, ``heading``, ``quote``, ``list``, ``image``, ``tweet``, ``iframe`` or
    ``inset``."""
    runs: tuple[TextRun, ...] = ()
    items: tuple[str, ...] = ()
    picture: ReplicaPicture | None = None
    url: str = ""
    """The embed's URL, of a ``tweet`` or ``iframe``."""

    @property
    def text(self) -> str:
        """The block's text without markup."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class AuthorOrTag:
    """An author or a tag: its label, and the path of its page if it has one."""

    name: str
    path: str | None = None


@dataclass(frozen=True, slots=True)
class ReplicaCard:
    """An article as a card of a list shows it."""

    number: int
    path: str
    headline: str
    label: str
    alt: str
    picture: str
    published: datetime

    date: str = ""
    """The day as it is shown: ``23 Nov 2025``."""


@dataclass(frozen=True, slots=True)
class ReplicaArticle:
    """Everything that the page of one article shows. Times are aware, in the CMS's time zone."""

    number: int
    path: str
    post_id: str
    variant: Variant
    skin: Skin
    section: ReplicaSection
    content_type: str
    region: str | None
    coverage: str | None
    coverage_path: str | None
    """The path of the coverage's page."""
    headline: str
    summary: str | None
    authors: tuple[AuthorOrTag, ...]
    sources: tuple[str, ...]
    published: datetime
    modified: datetime
    shares: int | None
    read_minutes: int | None
    cover: ReplicaPicture
    blocks: tuple[ReplicaBlock, ...]
    video: str | None
    """The URL of the video player; None: there is no video."""
    video_seconds: int | None
    """The video's length, in metadata only."""
    tags: tuple[AuthorOrTag, ...]
    """The tags that the page shows."""
    coverage_keywords: tuple[str, ...]
    """What the metadata's keywords hold beside them, as on every article of the coverage."""
    inset: tuple[ReplicaCard, ...]
    most_read: tuple[ReplicaCard, ...]
    read_next: tuple[ReplicaCard, ...]

    @property
    def keywords(self) -> tuple[str, ...]:
        """The metadata's keywords: the tags in their order, the coverage's keywords among them.

        A tag that is also one of the coverage's stands twice.
        """
        listed = [tag.name for tag in self.tags]
        for place, word in enumerate(self.coverage_keywords):
            listed.insert(listed.index(word) if word in listed else place * 2, word)
        return tuple(listed)

    @property
    def text_blocks(self) -> tuple[tuple[str, str], ...]:
        """The body's text as (kind, text) pairs; a list item is a block, embeds are left out."""
        pairs: list[tuple[str, str]] = []
        for block in self.blocks:
            if block.kind == "list":
                pairs += [("list", item) for item in block.items]
            elif block.runs:
                pairs.append((block.kind, block.text))
        return tuple(pairs)

    @property
    def body_text(self) -> str:
        """Paragraphs, headings, quotes and list items, joined by a blank line."""
        return "\n\n".join(text for _, text in self.text_blocks)

    @property
    def pictures(self) -> tuple[ReplicaPicture, ...]:
        """The cover and the body's pictures, in page order."""
        return (self.cover, *(block.picture for block in self.blocks if block.picture))

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        """The links in the body's text: (URL as it is in the page, link text)."""
        return tuple((run.href, run.text) for b in self.blocks for run in b.runs if run.href)
