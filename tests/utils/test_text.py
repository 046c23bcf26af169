from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mayadeen_crawler
from mayadeen_crawler.utils.text import (
    ARABIC_LETTERS,
    Decomposition,
    any_spelling,
    ascii_digits,
    clean,
    fold,
    normalized,
    plain_letters,
    same_words,
    slugify,
    without_marks,
)
from tests.helpers.table_tests import each_row

#: Text with many of the letters that have more than one spelling.
ARABIC = st.text(
    st.one_of(st.characters(min_codepoint=0x600, max_codepoint=0x6FF), st.sampled_from("aÉß'’ º´5"))
)
FORMS = st.sampled_from(("NFD", "NFKD"))


@each_row(
    ("raw", "expected"),
    [
        ("", ""),
        (" \t\n ", ""),
        ("A  line\nand\u00a0another\u2003one", "A line and another one"),
        ("line\u2028separators\x85too", "line separators too"),
        ("\u202bعنوان\u061c\u202c", "عنوان"),
        ("soft\u00adhyphen, \ufeffBOM, zero\u200bwidth", "softhyphen, BOM, zerowidth"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("man\u0303ana", "mañana"),
        ("“curly” – ‘quotes’", "“curly” – ‘quotes’"),
        ("a\x00b\x1bc\x9bd", "abcd"),
        ("a\x1fb", "a b"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("e\u200e\u0301", "é"),
    ],
)
def test_clean(raw: str, expected: str) -> None:
    assert clean(raw) == expected


@given(st.text())
def test_clean_is_idempotent_and_holds_its_form(raw: str) -> None:
    text = clean(raw)
    assert clean(text) == text
    assert unicodedata.is_normalized("NFC", text)
    assert text == " ".join(text.split())
    text.encode()


def test_ascii_digits() -> None:
    assert ascii_digits("٠١٢٣٤٥٦٧٨٩ ۰۱۲۳۴۵۶۷۸۹ 7") == "0123456789 0123456789 7"


@each_row(
    ("label", "slug"),
    [
        ("Politics", "politics"),
        ("US & Canada", "us-canada"),
        ("Arts&Culture", "arts-culture"),
        ("Asia-Pacific", "asia-pacific"),
        ("  In  Pictures ", "in-pictures"),
        ("snake_case", "snake-case"),
        ("Última hora", "última-hora"),
        ("Política", "política"),
        ("اقتصاد", "اقتصاد"),
        ("محلّيّة", "محلية"),
        ("--", ""),
    ],
)
def test_slugify(label: str, slug: str) -> None:
    assert slugify(label) == slug


@given(st.text())
def test_slugify_is_idempotent(label: str) -> None:
    assert slugify(slugify(label)) == slugify(label)


@each_row(
    ("label", "key"),
    [
        ("US troops in Syria", "us troops in syria"),
        ("us-troops-in-syria", "us troops in syria"),
        ("  Bread & salt ", "bread salt"),
        ("Bread---salt", "bread salt"),
        ("Café culture", "cafe culture"),
        ("América Latina", "america latina"),
        ("Niño", "nino"),
        ("الأمم المتحدة", "الامم المتحدة"),
        ("إيران", "ايران"),
        ("آسيا", "اسيا"),
        ("سـوريـا", "سوريا"),
        ("لُبْنان", "لبنان"),
        ("مستشفى", "مستشفي"),
        ("٧ أكتوبر", "7 اكتوبر"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("#Gaza", "gaza"),
        ("…", ""),
    ],
)
def test_fold(label: str, key: str) -> None:
    assert fold(label) == key


@given(st.text())
def test_fold_is_idempotent_and_holds_words_only(label: str) -> None:
    key = fold(label)
    assert fold(key) == key
    assert not set(key.replace(" ", "")) & set("-_.,#&")


def test_same_words() -> None:
    assert same_words("Taiwan's port", "taiwans-port")
    assert same_words("الأردن", "الاردن")
    assert not same_words("Iran", "Iraq")
    assert not same_words("…", "!")


@each_row(
    ("text", "plain"),
    [
        ("Élysée", "elysee"),
        ("STRASSE, Straße", "strasse, strasse"),
        ("Sana’a", "sana'a"),
        ("أ إ آ ٱ ا", "ا ا ا ا ا"),
        ("ى ی ئ ي", "ي ي ي ي"),
        ("ؤ و", "و و"),
        ("ک ك", "ك ك"),
        ("سـاعة، ساعه", "ساعه، ساعه"),
        ("لُبْنان", "لبنان"),
        ("٧ و۷", "7 و7"),
        ("1º de enero", "1º de enero"),
    ],
)
def test_plain_letters(text: str, plain: str) -> None:
    assert plain_letters(text) == plain


def test_what_the_options_of_plain_letters_keep() -> None:
    assert plain_letters("Élysée", keep_case=True) == "Elysee"
    assert plain_letters("ساعة", keep_ta_marbuta=True) == "ساعة"
    assert plain_letters("1º ﻋ", form="NFKD") == "1o ع"
    assert without_marks("Élysée’s أُمّ ى") == "Elysee's ام ى"


@given(st.one_of(st.text(), ARABIC), FORMS, st.booleans(), st.booleans())
def test_plain_letters_leaves_one_spelling(
    text: str, form: Decomposition, keep_case: bool, keep_ta_marbuta: bool
) -> None:
    plain = plain_letters(text, form=form, keep_case=keep_case, keep_ta_marbuta=keep_ta_marbuta)
    again = plain_letters(plain, form=form, keep_case=keep_case, keep_ta_marbuta=keep_ta_marbuta)
    assert again == plain
    assert not [c for c in plain if unicodedata.category(c).startswith("M")]
    assert not {ord(c) for c in plain} & set(ARABIC_LETTERS)
    assert keep_ta_marbuta or "ة" not in plain
    assert plain == ascii_digits(plain)


#: Letters of labels, each with marks that may follow it or none.
LABEL_LETTERS = st.text(
    st.sampled_from("اأإآٱهةيىئكکوؤرسمءaáàãeéiínñuüz' .") | st.sampled_from("ًٌَُِّْـٰ"), max_size=12
)


@given(LABEL_LETTERS, LABEL_LETTERS, st.data())
def test_any_spelling_matches_what_plain_letters_unifies(
    one: str, other: str, data: st.DataObject
) -> None:
    word, strange = clean(plain_letters(one)), clean(other)
    pattern = any_spelling(["قراءة", word])
    spelled = "".join(
        data.draw(
            st.sampled_from(
                [c for c in "اأإآهةيىئوؤaáàeéiínñuü" + plain if plain_letters(c) == plain]
            )
        )
        + data.draw(st.sampled_from(("", "ً", "َّ", "ـ") if plain > "\u0600" else ("",)))
        for plain in word
    )
    assert re.fullmatch(pattern, clean(spelled))
    same = plain_letters(strange) in (word, "قراءه")
    if not re.search("(?:^|[^\u0621-\u0671یک])[\u0640\u064b-\u0670]", strange):
        assert bool(re.fullmatch(pattern, strange)) == same  # no mark without its letter


def test_any_spelling_of_words() -> None:
    pattern = re.compile(any_spelling(["آخر", "آخر تحديث", "Última hora"]))
    for text in ("آخر تحديث", "اخر تحديث", "آخِر تحديــث", "ultima hora", "última hora"):
        assert pattern.fullmatch(text)
    match = pattern.match("اخر تحديث: 3 شباط")
    assert match is not None
    assert match[0] == "اخر تحديث"  # the longest
    assert not pattern.fullmatch("اخ تحديث")


@given(st.one_of(st.text(), ARABIC), FORMS)
def test_plain_letters_does_not_tell_composed_from_decomposed(
    text: str, form: Decomposition
) -> None:
    spellings = [unicodedata.normalize(one, text) for one in ("NFC", "NFD")]
    assert len({plain_letters(spelling, form=form) for spelling in spellings}) == 1


@given(st.one_of(st.text(), ARABIC))
def test_folded_labels_are_equal_where_plain_letters_are(label: str) -> None:
    letters = plain_letters(clean(label), form="NFKD", keep_ta_marbuta=True)
    assert fold(label) == fold(letters)


def test_only_this_module_has_a_table_of_arabic_letters() -> None:
    package = Path(mayadeen_crawler.__file__).parent
    table = re.compile(r"maketrans\([^)]*[\u0621-\u064a]|category\(\w+\)\.startswith\(.M")
    found = [path for path in package.rglob("*.py") if table.search(path.read_text("utf-8"))]
    assert [path.relative_to(package).as_posix() for path in found] == ["utils/text.py"]


@pytest.mark.parametrize("function", [clean, fold, plain_letters, slugify])
def test_marks_without_end_cost_no_more_than_text(function: Callable[[str], str]) -> None:
    """64,000 pairs of them took 15 seconds: normalisation sorts what follows one letter."""
    begun = time.process_time()
    function("e" + "\u0301\u0323" * 64_000 + " and more")
    assert time.process_time() - begun < 1


def test_a_letter_keeps_the_marks_it_can_have() -> None:
    marks = "".join(map(chr, range(0x300, 0x31E)))  # 30 of them
    assert len(normalized("NFD", f"e{marks}")) == 31
    crowd, kept = ("e" + "\u0323\u0301" * pairs for pairs in (40, 15))
    assert normalized("NFC", crowd) == normalized("NFC", kept)
