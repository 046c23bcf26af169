"""Make the parts of an article (headline, body, tags, …) from the site's seed and its number.

``site/site.py`` keeps the one `Composer` of a site; ``rendering/article_view.py`` puts the parts
together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import IntEnum, auto

from mayadeen_crawler.replica.rendering.article import (
    AuthorOrTag,
    ReplicaBlock,
    ReplicaPicture,
)
from mayadeen_crawler.replica.site import publication_times
from mayadeen_crawler.replica.site.addresses import address_of, page_of
from mayadeen_crawler.replica.site.catalogue import ReplicaSection
from mayadeen_crawler.replica.writing.body_writer import BodyWriter
from mayadeen_crawler.replica.writing.lexicon import ReplicaLexicon
from mayadeen_crawler.replica.writing.random_choice import RandomChoices


class ArticlePart(IntEnum):
    """Parts with random choices of their own, so that an edit of one does not change the others."""

    HEADLINE = auto()
    SUMMARY = auto()
    TEXT = auto()
    AUTHORS = auto()
    SOURCES = auto()
    TAGS = auto()
    PICTURE = auto()
    REGION = auto()
    PATH = auto()
    NUMBERS = auto()
    PUBLISHED = auto()
    MODIFIED = auto()
    LABEL = auto()
    SKIN = auto()
    RELATED = auto()
    TICKER = auto()
    PAGE = auto()


#: Name for ``ReplicaSite.edit`` → the part that it changes.
EDITABLE: Mapping[str, ArticlePart] = {
    part.name.lower(): part
    for part in (
        ArticlePart.HEADLINE,
        ArticlePart.SUMMARY,
        ArticlePart.TEXT,
        ArticlePart.AUTHORS,
        ArticlePart.SOURCES,
        ArticlePart.TAGS,
        ArticlePart.PICTURE,
    )
}


class Composer:
    """Makes the parts of any article; it does not know which articles there are."""

    def __init__(
        self,
        seed: int,
        lexicon: ReplicaLexicon,
        filed_under: Sequence[str | None],
        newest: datetime,
        count: int,
        spacing: timedelta,
    ) -> None:
        self.writer = BodyWriter(lexicon)
        self._lexicon = lexicon
        self._filed_under = filed_under
        self._seed = seed
        self._newest = newest
        self._count = count
        self._spacing = spacing
        self.steps: dict[tuple[int, ArticlePart], int] = {}
        """(article, part) → how often the part was edited."""
        self.updated: dict[int, datetime] = {}
        """Article → the time of its last edit, if one was given."""

    def dice(self, number: int, part: ArticlePart) -> RandomChoices:
        """Return the random choices for a part of an article, after its edits."""
        return RandomChoices(self._seed, number, part, self.steps.get((number, part), 0))

    def content(self, number: int, section: ReplicaSection, part: ArticlePart) -> object:
        """Return an editable part, after its edits."""
        makers: dict[ArticlePart, Callable[[], object]] = {
            ArticlePart.HEADLINE: lambda: self.headline(number, section),
            ArticlePart.SUMMARY: lambda: self.summary(number),
            ArticlePart.TEXT: lambda: self.body(number, section),
            ArticlePart.AUTHORS: lambda: self.authors(number, section),
            ArticlePart.SOURCES: lambda: self.sources(number, section),
            ArticlePart.TAGS: lambda: self.tags(number),
            ArticlePart.PICTURE: lambda: self.cover(number),
        }
        return makers[part]()

    def edit(self, number: int, section: ReplicaSection, part: ArticlePart) -> None:
        """Change a part of an article; raises ValueError where it has no such part."""
        before = self.content(number, section, part)
        for _ in range(100):
            self.steps[number, part] = self.steps.get((number, part), 0) + 1
            if self.content(number, section, part) != before:
                return
        raise ValueError(f"article {number} has no {part.name.lower()} to edit")

    def headline(self, number: int, section: ReplicaSection) -> str:
        """Return the headline, after its edits."""
        return self.writer.headline(section.content_type, self.dice(number, ArticlePart.HEADLINE))

    def published(self, number: int) -> datetime:
        """Return the time of publication."""
        dice = self.dice(number, ArticlePart.PUBLISHED)
        return publication_times.published_at(
            self._newest, self._count - number, self._spacing, dice
        )

    def modified(self, number: int, published: datetime) -> datetime:
        """Return the time of the last update; each edit is one."""
        edits = sum(self.steps.get((number, part), 0) for part in EDITABLE.values())
        usual = publication_times.modified_at(
            published, edits, self.dice(number, ArticlePart.MODIFIED)
        )
        return max(usual, self.updated.get(number, usual))

    def path(self, number: int, section: ReplicaSection) -> str:
        """Return the path for the present headline; the site uses another if that is taken."""
        dice = self.dice(number, ArticlePart.PATH)
        headline = self.headline(number, section)
        return address_of(section.root, headline, self.published(number), dice, self._lexicon)

    def region(self, number: int, section: ReplicaSection) -> str | None:
        """Return the article's region; None: it has none."""
        if section.content_type in ("newscast", "podcast"):
            return None
        return self.dice(number, ArticlePart.REGION).pick(self._filed_under)

    def label(self, number: int, section: ReplicaSection) -> str:
        """Return the label of the article's card: its section, or sometimes its region."""
        region = self.region(number, section)
        return (
            region if region and self.dice(number, ArticlePart.LABEL).chance(35) else section.label
        )

    def summary(self, number: int) -> str | None:
        """Return the summary; None for 8 % of the articles."""
        dice = self.dice(number, ArticlePart.SUMMARY)
        return None if dice.chance(8) else self.writer.line(self._lexicon.summaries, dice)

    def body(self, number: int, section: ReplicaSection) -> tuple[ReplicaBlock, ...]:
        """Return the body's blocks; empty for a page without text."""
        return self.writer.body(number, section.content_type, self.dice(number, ArticlePart.TEXT))

    def cover(self, number: int) -> ReplicaPicture:
        """Return the picture above the text."""
        return self.writer.picture(number, 0, self.dice(number, ArticlePart.PICTURE))

    def authors(self, number: int, section: ReplicaSection) -> tuple[AuthorOrTag, ...]:
        """Return the authors: mostly the newsroom, persons for opinion pieces."""
        dice = self.dice(number, ArticlePart.AUTHORS)
        newsrooms, persons = self._lexicon.authors[:2], self._lexicon.authors[2:]
        if section.content_type != "article" and dice.chance(80):
            return (AuthorOrTag(dice.pick(newsrooms)),)
        names = dice.sample(persons, 2 if dice.chance(10) else 1)
        return tuple(AuthorOrTag(name, page_of("/authors", name, self._lexicon)) for name in names)

    def sources(self, number: int, section: ReplicaSection) -> tuple[str, ...]:
        """Return the sources; opinion pieces and some other articles have none."""
        dice = self.dice(number, ArticlePart.SOURCES)
        if section.content_type == "article" or dice.chance(10):
            return ()
        return tuple(dice.sample(self._lexicon.sources, 2 if dice.chance(12) else 1))

    def coverage(self, dice: RandomChoices) -> AuthorOrTag | None:
        """Return the coverage that *dice* choose, those of the article's numbers; mostly None."""
        if not dice.chance(30):
            return None
        name = dice.pick(self._lexicon.coverages)
        return AuthorOrTag(name, page_of("/coverage", name, self._lexicon))

    def coverage_of(self, number: int) -> AuthorOrTag | None:
        """Return the coverage that the article belongs to; None: to none."""
        return self.coverage(self.dice(number, ArticlePart.NUMBERS))

    def tags(self, number: int) -> tuple[AuthorOrTag, ...]:
        """Return the six tags; a few articles have none."""
        dice = self.dice(number, ArticlePart.TAGS)
        labels = dice.sample(self._lexicon.tags, 0 if dice.chance(1) else 6)
        return tuple(AuthorOrTag(label, page_of("/tags", label, self._lexicon)) for label in labels)

    def coverage_keywords(self, coverage: str | None) -> tuple[str, ...]:
        """Return the keywords that the site adds to each article of *coverage*, its name first.

        Some are tags of other articles, too.
        """
        if coverage is None:
            return ()
        coverages = self._lexicon.coverages
        own = self._lexicon.tags[coverages.index(coverage) :: len(coverages)]
        return (coverage, *own[:4])
