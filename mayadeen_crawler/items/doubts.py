"""What a record is not certain of: the codes in an article's ``doubts``.

Whatever finds a doubt calls `add` with the record's own list: extraction with the item's, the
ledger with the record that it is about to write. A new code is a member of `Doubt`, a line in
``docs/data.md`` and a new version of the schema.
"""

from __future__ import annotations

from enum import StrEnum, unique


@unique
class Doubt(StrEnum):
    """A reason why a value of a record is not certain, in the order in which records list them."""

    TIME_CONFLICT = "time_conflict"
    """The page's sources disagree on when it was published or modified."""
    TIME_ZONE_ASSUMED = "time_zone_assumed"
    """The time has no offset, and no second source tells which clock it is read by."""
    HEADLINE_CONFLICT = "headline_conflict"
    """The headline that a reader sees is unlike the record's, which metadata gave; or unlike the
    address, and nothing else says that the page is this post."""
    CANONICAL_CONFLICT = "canonical_conflict"
    """The page names a canonical address that it does not otherwise agree with."""
    POST_ID_CONFLICT = "post_id_conflict"
    """Another article has the same post id, or its page gave it last; or the page gives two."""
    BODY_GUESSED = "body_guessed"
    """Nothing marks the body: it was guessed from the layout of the page."""
    BODY_SHORT = "body_short"
    """The body is much shorter than another source of the page says, or breaks off."""
    KEYWORDS_ONLY_TAGS = "keywords_only_tags"
    """The page shows no tags: they are the metadata's keywords, a coverage's perhaps included."""


_ORDER = {code: place for place, code in enumerate(Doubt)}


def add(doubts: list[str], code: Doubt) -> None:
    """Add *code* to *doubts*, the list of a record: once, in the order of `Doubt`."""
    if code not in doubts:
        doubts.append(code.value)
        doubts.sort(key=lambda one: _ORDER[Doubt(one)])
