"""What short texts are by their words, however a page spells them."""

from __future__ import annotations

from mayadeen_crawler.outlet import EDITIONS, EditionCode
from mayadeen_crawler.pages.dom.phrases import heading_kind
from mayadeen_crawler.utils.text import plain_letters
from tests.helpers.table_tests import each_row


@each_row(
    ("text", "edition", "kind"),
    [
        ("اقرأ أيضاً", "ar", "read_next"),
        ("اقرأ أيضًا", "ar", "read_next"),  # the tanwin before the alef
        ("إقرأ أيضا:", "ar", "read_next"),
        ("اقرا ايضا", "ar", "read_next"),
        ("اِقْرَأْ أَيْضًا", "ar", "read_next"),
        ("الاكثر قراءة", "ar", "most_read"),
        ("الأكثر قراءه", "ar", "most_read"),
        ("شاهد أيضًا", "ar", "inset"),
        ("قد يعجبك ايضا", "ar", "inset"),
        ("عاجـــل", "ar", "breaking"),
        ("أضف تعليقًا", "ar", "forms"),
        ("الأكثر", "ar", None),
        ("قراءة", "ar", None),
        ("Lo mas leido", "es", "most_read"),
        ("MÁS LEIDAS:", "es", "most_read"),
        ("Lea tambien", "es", "inset"),
        ("Ultima hora", "es", "breaking"),
        ("Mas leyes", "es", None),
        ("Most Read:", "en", "most_read"),
        ("Móst Read", "en", "most_read"),
        ("Most", "en", None),
    ],
)
def test_a_heading_is_known_in_every_spelling(
    text: str, edition: EditionCode, kind: str | None
) -> None:
    assert heading_kind(text, EDITIONS[edition]) == kind


@each_row("code", EDITIONS)
def test_no_spelling_heads_two_kinds_of_boxes(code: EditionCode) -> None:
    words = EDITIONS[code].words
    kinds = (words.most_read, words.read_next, words.coverage, words.breaking, words.inset)
    plain = [{plain_letters(word) for word in kind} for kind in (*kinds, words.forms)]
    assert sum(map(len, plain)) == len(set().union(*plain))
