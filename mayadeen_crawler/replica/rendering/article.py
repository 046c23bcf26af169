"""What an article page shows: the truth its templates are rendered from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mayadeen_crawler.replica.rendering.variants import Skin, Variant
from mayadeen_crawler.replica.site.catalogue import ReplicaSection


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in a block; ``kind`` is its inline element."""

    text: str
    kind: str = ""
    """Empty (plain), ``a``, ``strong``, ``em``, ``span`` or ``br`` (which stands for a space)."""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture; its path is the page's, metadata shows it on the edition's host."""

    path: str
    alt: str
    caption: str | None = None
    lazy: bool = False
    """The address is in ``data-src``, ``src`` holds a placeholder."""


@dataclass(frozen=True, slots=True)
class Block:
    """A block of the body."""

    kind: str
    """``paragraph``, ``heading``, ``quote``, ``list``, ``image``, ``tweet``, ``iframe`` or
    ``inset``."""
    runs: tuple[Run, ...] = ()
    items: tuple[str, ...] = ()
    picture: Picture | None = None
    url: str = ""
    """Of the embed."""

    @property
    def text(self) -> str:
        """What a reader sees of a text block."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Named:
    """An author or a tag: its label, and its page if it has one."""

    name: str
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
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
    authors: tuple[Named, ...]
    sources: tuple[str, ...]
    published: datetime
    modified: datetime
    shares: int | None
    read_minutes: int | None
    cover: Picture
    blocks: tuple[Block, ...]
    video: str | None
    """Address of the player."""
    video_seconds: int | None
    """Its length, shown in metadata only."""
    tags: tuple[Named, ...]
    inset: tuple[Card, ...]
    most_read: tuple[Card, ...]
    read_next: tuple[Card, ...]

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
    def pictures(self) -> tuple[Picture, ...]:
        """The cover and the body's pictures, in page order."""
        return (self.cover, *(block.picture for block in self.blocks if block.picture))

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        """Links inside the body's text: address as in the page, linked words."""
        return tuple((run.href, run.text) for b in self.blocks for run in b.runs if run.href)
