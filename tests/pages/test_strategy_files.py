"""Each (field, strategy) of the tables has a file to mend, and each of the files exists."""

from __future__ import annotations

from mayadeen_crawler.items import BREAKING_FIELDS, EXTRACTED_FIELDS
from mayadeen_crawler.pages import article
from mayadeen_crawler.pages.strategy_files import ARTICLE_FILES, TICKER_FILES
from tests.helpers.data_dictionary import breaking, strategies
from tests.helpers.source_code import PACKAGE


def pairs() -> set[tuple[str, str]]:
    """Return every (field, strategy) that an article's provenance can name."""
    # JSON-LD's text and trafilatura's bring nothing but text.
    bodies = [name for name, _ in article.BODY if name in ("markup", "visible")]
    found = set()
    for field, names in strategies().items():
        for name in names:
            found |= {(field, one) for one in (bodies if name == "body" else [name])}
    return found


def test_each_field_and_strategy_has_a_file() -> None:
    assert set(ARTICLE_FILES) == pairs()
    assert {field for field, _ in ARTICLE_FILES} == set(EXTRACTED_FIELDS)
    expected = {(field, name) for field, names in breaking().items() for name in names}
    assert set(TICKER_FILES) == expected
    assert {field for field, _ in TICKER_FILES} == set(BREAKING_FIELDS)


def test_each_file_exists() -> None:
    for file in {*ARTICLE_FILES.values(), *TICKER_FILES.values()}:
        assert (PACKAGE / file).is_file(), file


def test_what_a_reader_sees_is_mended_where_it_is_found() -> None:
    assert ARTICLE_FILES["summary", "visible"] == "pages/article_layout/front_matter.py"
    assert ARTICLE_FILES["published_at", "visible"] == "pages/article_layout/byline.py"
    assert ARTICLE_FILES["body_text", "visible"] == "pages/article_layout/body_selection.py"
    assert ARTICLE_FILES["body_text", "markup"] == "pages/markup.py"
    assert TICKER_FILES["text", "markup"] == "pages/markup.py"
