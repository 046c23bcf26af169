from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mayadeen_crawler.utils.text import (
    ascii_digits,
    clean,
    fold,
    same_words,
    slugify,
)


@pytest.mark.parametrize(
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


@settings(deadline=None)
@given(st.text())
def test_clean_is_idempotent_and_holds_its_form(raw: str) -> None:
    text = clean(raw)
    assert clean(text) == text
    assert unicodedata.is_normalized("NFC", text)
    assert text == " ".join(text.split())
    text.encode()


def test_ascii_digits() -> None:
    assert ascii_digits("٠١٢٣٤٥٦٧٨٩ ۰۱۲۳۴۵۶۷۸۹ 7") == "0123456789 0123456789 7"


@pytest.mark.parametrize(
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


@settings(deadline=None)
@given(st.text())
def test_slugify_is_idempotent(label: str) -> None:
    assert slugify(slugify(label)) == slugify(label)


@pytest.mark.parametrize(
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


@settings(deadline=None)
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
