"""The keys of a text's words: what the index holds, and what a query is compared with."""

from __future__ import annotations

import re
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mayadeen_crawler.search.words import (
    _CHANGED,
    _LETTERS,
    _Letters,
    facet,
    indexed,
    spaced,
    words_of,
)
from mayadeen_crawler.utils.text import fold, plain_letters
from tests.helpers.table_tests import each_row

#: Text with many of the characters that are several letters, none, or between words.
TEXT = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.characters(min_codepoint=0x600, max_codepoint=0x6FF),
        st.sampled_from("aÉßİςΣ'’ _-½º´\u0301\u200cـ"),
    )
)


@each_row(
    ("text", "keys"),
    [
        ("", ""),
        ("  The growers’ OLIVES,\nand_oil ", "the growers olives and oil"),
        ("Élysée: ½ Straße", "elysee 12 strasse"),
        ("أَعلنتِ الســـاعة، على", "اعلنت الساعه علي"),
        ("ـ \u064b -\u0301x", "x"),  # tatweel alone, and marks without a letter
        ("ﷺ ٢٠٢٦", "صلياللهعليهوسلم 2026"),  # one letter that is four words
        ("می\u200cخواهم", "ميخواهم"),  # a joiner within a word
    ],
)
def test_equal_spellings_have_one_key(text: str, keys: str) -> None:
    assert indexed(text) == keys
    assert " ".join(key for _, _, key in words_of(text)) == keys


@given(TEXT)
@example("\u0345a")
def test_a_text_has_the_keys_of_its_words(text: str) -> None:
    assert indexed(text).split() == [key for _, _, key in words_of(text)]


@each_row(
    "text",
    [
        "«أَعلنتِ» الحكومة، عن ٢٥ ساعة — على الطريق\n\nإلى القرى",
        "Straße, ŒUVRE: ﬁsh İstanbul \u0345a",
        "日本語とрусский" * 20,
        # More characters that change than are replaced one after the other.
        " ".join(map(chr, (*range(0xC0, 0x180), *range(0x600, 0x700), *range(0x2000, 0x2100)))),
    ],
)
def test_the_index_gets_a_text_letter_by_letter(text: str) -> None:
    assert spaced(text) == "".join(_LETTERS[ord(character)] for character in text)


@given(TEXT)
@example("é" * 70)
def test_a_key_is_its_own_key(text: str) -> None:
    assert spaced(text) == "".join(_LETTERS[ord(character)] for character in text)
    assert spaced(spaced(text)) == spaced(text)


@pytest.mark.soak
def test_each_key_is_its_own_key() -> None:
    keys = {key for code in range(sys.maxunicode + 1) for key in _Letters()[code]}
    assert [key for key in keys if _LETTERS[ord(key)] != key] == []


def test_what_a_text_keeps_is_its_own_key() -> None:
    kept = [c for c in map(chr, range(0x800)) if not _CHANGED.match(c)]
    assert [c for c in kept if _LETTERS[ord(c)] != c] == []
    assert len(kept) == 66


@given(TEXT)
def test_a_key_is_its_word_in_plain_letters(text: str) -> None:
    text = text.replace("\u0345", "")  # a mark that is a letter in lower case
    for start, end, key in words_of(text):
        assert key == re.sub(r"[\W_]+", "", plain_letters(text[start:end], form="NFKD"))


@each_row(
    ("label", "key"),
    [
        ("Us-Canada", "us·canada"),
        ("#Gaza", "gaza"),
        ("«Gaza»", "gaza"),
        ("Strip of Gaza!", "strip·of·gaza"),
        ("\u200fالمقاومة", "المقاومه"),  # with a direction mark, as it is copied from a page
        ("!", ""),
    ],
)
def test_a_label_has_one_key_whatever_stands_around_it(label: str, key: str) -> None:
    assert facet("tag", label) == f"·tag·{key}"


@given(TEXT)
def test_labels_that_an_export_finds_equal_are_equal_in_the_index(label: str) -> None:
    assert facet("tag", fold(label)) == facet("tag", label)
