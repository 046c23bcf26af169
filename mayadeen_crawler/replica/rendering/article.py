"""What an article page shows: the truth its templates are rendered from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mayadeen_crawler.replica.rendering.variants import Skin, Variant
from mayadeen_crawler.replica.site.catalogue import ReplicaSection


@dataclass(frozen=True, slots=True)
class TextRun:
    """A stretch of text in a block; ``kind`` is its inline element."""

    text: str
    kind: str = ""
    """Empty (plain), ``a``, ``strong``, ``em``, ``span`` or ``br`` (which stands for a space)."""
    href: str = ""


@dataclass(frozen=True, slots=True)
class ReplicaPicture:
    """A picture; its path is the page's, metadata shows it on the edition's host."""

    path: str
    alt: str
    caption: str | None = None
    lazy: bool = False
    """The address is in ``data-src``, ``src`` holds a placeholder."""


@dataclass(frozen=True, slots=True)
class ReplicaBlock:
    """A block of the body."""

    kind: str
    """``paragraph``, ``heading``, ``quote``, ``list``, ``image``, ``tweet``, ``iframe`` or
    ``inset``."""
    runs: tuple[TextRun, ...] = ()
    items: tuple[str, ...] = ()
    picture: ReplicaPicture | None = None
    url: str = ""
    """Of the embed."""

    @property
    def text(self) -> str:
        """What a reader sees of a text block."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class AuthorOrTag:
    """An author or a tag: its label, and its page if it has one."""

    name: str
    path: str | None = None


@dataclass(frozen=True, slots=True)
class ReplicaCard:
    """Another article as lists show it."""

    number: int
    path: str
    headline: str
    label: str
    alt: str
    picture: str
    published: datetime

    date: str = ""
    """The day as shown: ``23 Nov 2025``."""


@dataclass(frozen=True, slots=True)
class ReplicaArticle:
    """Everything the page of one article shows. Times are aware, on the CMS clock."""

    number: int
    path: str
    post_id: str
    variant: Variant
    skin: Skin
    section: ReplicaSection
    content_type: str
    region: str | None
    coverage: str | None
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
    """Address of the player."""
    video_seconds: int | None
    """Its length, shown in metadata only."""
    tags: tuple[AuthorOrTag, ...]
    inset: tuple[ReplicaCard, ...]
    most_read: tuple[ReplicaCard, ...]
    read_next: tuple[ReplicaCard, ...]

    @property
    def text_blocks(self) -> tuple[tuple[str, str], ...]:
        """The body's text, block by block (kind, text), a list item a block; no embeds."""
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
        """Links inside the body's text: address as in the page, linked words."""
        return tuple((run.href, run.text) for b in self.blocks for run in b.runs if run.href)
