"""How values are cleaned, and which are valid ones."""

from __future__ import annotations

from mayadeen_crawler.loaders import ArticleLoader
from tests.helpers.table_tests import each_row

LOADER = ArticleLoader()


@each_row(
    ("field", "raw", "value"),
    [
        ("headline", "  A\u00a0 title\u200f ", "A title"),
        ("headline", "“Curly” cafe\u0301", "“Curly” caf\u00e9"),
        ("headline", " … ", None),
        ("headline", "a" * 1001, None),
        ("headline", ["A"], None),
        ("post_id", "٠١٢", "12"),
        ("post_id", 12, "12"),
        ("post_id", "0", None),
        ("post_id", "12a", None),
        ("post_id", True, None),
        ("language", "AR", "ar"),
        ("language", "en_US", "en-US"),
        ("language", "English (US)", None),
        ("shares", "5", 5),
        ("shares", "0", 0),
        ("shares", "1,234", 1234),
        ("shares", "1.234.567", 1234567),
        ("shares", "1.2K", 1200),
        ("shares", "٣٫٥ M", 3_500_000),
        ("shares", "many", None),
        ("read_minutes", "٢", 2),
        ("read_minutes", "0", None),
        ("read_minutes", "1000", None),
        ("tags", ["Syria ", "", "Idlib", "Syria", None, 7], ["Syria", "Idlib", "7"]),
        ("tags", "Syria", ["Syria"]),
        ("sources", "Agencies + Reuters، سانا; AFP | ", ["Agencies", "Reuters", "سانا", "AFP"]),
        ("sources", ["Al Mayadeen and\u00a0Agencies"], ["Al Mayadeen", "Agencies"]),
        ("published_at", " 3 Feb\u00a02022 08:46 ", "3 Feb 2022 08:46"),
        ("published_at", "3" * 201, None),
        ("published_at", 1643870760, "1643870760000"),
        ("published_at", 1643870760000, "1643870760000"),
    ],
)
def test_a_value_is_cleaned_or_none(field: str, raw: object, value: object) -> None:
    assert LOADER.cleaned(field, raw) == value


def test_a_list_of_hostile_length_is_cut() -> None:
    assert len(LOADER.cleaned("tags", [str(n) for n in range(10_000)])) < 1000


def test_an_address_can_always_be_written() -> None:
    hidden = "https://media.example/\ud800k.jpg"
    for field in ("authors", "images", "videos", "links", "related"):
        found = LOADER.cleaned(field, [{"list": "inset", "name": "A", "url": hidden}])
        assert [one.url for one in found] == ["https://media.example/%3Fk.jpg"]
    assert LOADER.cleaned("images", [{"url": 7}, {"url": ""}, {}]) == []
    arabic = "https://media.example/صورة.jpg"
    assert LOADER.cleaned("images", [{"url": arabic}])[0].url == arabic
