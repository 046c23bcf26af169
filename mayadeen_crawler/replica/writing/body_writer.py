"""Write an article's body: paragraphs, and between them every other block that a page can have.

Called by ``article_parts.py``, with the words of an edition's `ReplicaLexicon`.
"""

from __future__ import annotations

from collections.abc import Callable

from mayadeen_crawler.replica.rendering.article import (
    ReplicaBlock,
    ReplicaPicture,
    TextRun,
)
from mayadeen_crawler.replica.writing.lexicon import ReplicaLexicon
from mayadeen_crawler.replica.writing.random_choice import RandomChoices, fill

#: Content type → how many of 100 of its articles have no text.
SILENT = {"newscast": 100, "video": 80, "podcast": 50, "infograph": 50, "gallery": 50}


def picture_path(number: int, index: int, dice: RandomChoices) -> str:
    """Return the path of a picture of article *number*; *index* counts its pictures."""
    name = f"{number}-{index}-{dice.below(1 << 32):08x}.jpg"
    return f"/media/image/2025/{1 + number % 12}/{1 + number % 28}/{name}"


class BodyWriter:
    """Writes in the language of *lexicon*."""

    def __init__(self, lexicon: ReplicaLexicon) -> None:
        self.lexicon = lexicon
        self._extras: tuple[Callable[[RandomChoices, int], ReplicaBlock], ...] = (
            self._heading, self._quote, self._list, self._image, self._tweet, self._iframe,
        )  # fmt: skip

    def line(self, patterns: tuple[str, ...], dice: RandomChoices) -> str:
        """Return one of *patterns* with words in its slots."""
        return fill(dice.pick(patterns), self.lexicon.words, dice)

    def headline(self, content_type: str, dice: RandomChoices) -> str:
        """Return a headline; newscasts share a few titles."""
        lexicon = self.lexicon
        special = {"newscast": lexicon.bulletins, "article": lexicon.opinions}
        return self.line(special.get(content_type, lexicon.headlines), dice)

    def picture(self, number: int, index: int, dice: RandomChoices) -> ReplicaPicture:
        """Return a picture with an alternative text, and mostly a caption."""
        lexicon = self.lexicon
        return ReplicaPicture(
            path=picture_path(number, index, dice),
            alt=self.line(lexicon.alts, dice),
            caption=self.line(lexicon.captions, dice) if dice.chance(85) else None,
            lazy=dice.chance(40),
        )

    def body(self, number: int, content_type: str, dice: RandomChoices) -> tuple[ReplicaBlock, ...]:
        """Return the body: 3 to 9 paragraphs with other blocks between them, or nothing."""
        if dice.chance(SILENT.get(content_type, 0)):
            return ()
        blocks: list[ReplicaBlock] = []
        for index in range(dice.between(3, 9)):
            blocks.append(ReplicaBlock("paragraph", runs=self._paragraph(dice)))
            if index and dice.chance(30):
                blocks.append(dice.pick(self._extras)(dice, number * 20 + index))
        if dice.chance(40):
            blocks.insert(dice.between(1, len(blocks)), ReplicaBlock("inset"))
        return tuple(blocks)

    def _paragraph(self, dice: RandomChoices) -> tuple[TextRun, ...]:
        sentences = [self.line(self.lexicon.sentences, dice) for _ in range(dice.between(1, 3))]
        text = " ".join(sentences)
        return _dressed(text, dice) if dice.chance(45) else (TextRun(text),)

    def _heading(self, dice: RandomChoices, _: int) -> ReplicaBlock:
        return ReplicaBlock("heading", runs=(TextRun(self.line(self.lexicon.subheadings, dice)),))

    def _quote(self, dice: RandomChoices, _: int) -> ReplicaBlock:
        return ReplicaBlock("quote", runs=(TextRun(self.line(self.lexicon.quotes, dice)),))

    def _list(self, dice: RandomChoices, _: int) -> ReplicaBlock:
        items = (self.line(self.lexicon.list_items, dice) for _ in range(dice.between(2, 4)))
        return ReplicaBlock("list", items=tuple(items))

    def _image(self, dice: RandomChoices, key: int) -> ReplicaBlock:
        return ReplicaBlock("image", picture=self.picture(key // 20, 1 + key % 20, dice))

    def _tweet(self, dice: RandomChoices, key: int) -> ReplicaBlock:
        text = self.line(self.lexicon.tweets, dice)
        return ReplicaBlock(
            "tweet", items=(text,), url=f"https://twitter.com/replica_example/status/{key}"
        )

    def _iframe(self, _: RandomChoices, key: int) -> ReplicaBlock:
        return ReplicaBlock("iframe", url=f"https://www.youtube.com/embed/replica{key}")


#: Inline elements, repeated by their frequency. ``half`` makes half of a word bold.
_INLINE = ("a", "a", "a", "strong", "em", "span", "half", "br")
_TARGETS = ("/tags/ferries", "https://agency.example/story?id={}&p=1", "/about-us")


def _dressed(text: str, dice: RandomChoices) -> tuple[TextRun, ...]:
    """Put an inline element around one or more words of *text*; the text stays the same."""
    words = text.split(" ")
    start = dice.below(len(words))
    end = min(len(words), start + dice.between(1, 3))
    before = "".join(word + " " for word in words[:start])
    inside = " ".join(words[start:end])
    after = "".join(" " + word for word in words[end:])
    kind = dice.pick(_INLINE)
    runs: tuple[TextRun, ...]
    if kind == "half":
        cut = max(1, len(words[start]) // 2)
        runs = (TextRun(before), TextRun(inside[:cut], "strong"), TextRun(inside[cut:] + after))
    elif kind == "br":
        runs = (
            (TextRun(inside), TextRun(" ", "br"), TextRun(after[1:]))
            if not before and after
            else (TextRun(before[:-1]), TextRun(" ", "br"), TextRun(inside + after))
        )
    elif kind == "a":
        href = dice.pick(_TARGETS).format(dice.below(10_000))
        runs = (TextRun(before), TextRun(inside, "a", href), TextRun(after))
    else:
        runs = (TextRun(before), TextRun(inside, kind), TextRun(after))
    return tuple(run for run in runs if run.text)
