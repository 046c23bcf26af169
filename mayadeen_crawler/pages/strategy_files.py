"""(field, strategy) → the file to mend when that strategy stops serving that field: data only.

A strategy's own module often only hands on what another one found; here is the file that holds
the knowledge itself: the key, the class name, the word or the rule. Spiders hand their table to
``health/drift.py`` (the ``drift:`` lines), and ``doctor/article_check.py`` names files from it.
Paths are relative to ``mayadeen_crawler/``, as in ``docs/mending.md``. A new strategy in
``article.py`` or ``ticker.py`` needs an entry here: ``tests/pages/test_strategy_files.py``.
"""

from __future__ import annotations

from collections.abc import Mapping

StrategyFiles = Mapping[tuple[str, str], str]
"""(field, strategy) → path below ``mayadeen_crawler/``."""


def _served_by(strategy: str, files: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """Return the entries of *strategy*; *files* is path → the fields, parted by spaces."""
    return {(field, strategy): file for file, fields in files.items() for field in fields.split()}


_PUBLISHED = "published_at published_date published_raw"
_BODY = "body_text body_blocks links"

#: The fields of an article; its strategies in the order in which most fields ask them.
ARTICLE_FILES: StrategyFiles = {
    **_served_by(
        "tawsiyat",
        {
            "pages/tawsiyat.py": "post_id canonical_url headline summary section_label regions "
            f"coverage authors tags keywords language {_PUBLISHED} modified_at images videos"
        },
    ),
    **_served_by(
        "jsonld",
        {
            "pages/jsonld.py": "canonical_url headline summary section_label read_minutes authors "
            f"tags keywords language {_PUBLISHED} modified_at images videos {_BODY}"
        },
    ),
    **_served_by(
        "meta",
        {
            "pages/meta.py": "post_id canonical_url headline summary section_label authors tags "
            f"keywords language {_PUBLISHED} modified_at images videos"
        },
    ),
    **_served_by(
        "markup",
        {
            # Pictures, players and insets are those within the body's container.
            "pages/markup.py": f"headline summary {_BODY} images videos related",
            # <time datetime>, which is HTML's own.
            "pages/article_layout/byline.py": f"{_PUBLISHED} modified_at",
        },
    ),
    **_served_by(
        "visible",
        {
            "pages/article_layout/headline.py": "headline",
            "pages/article_layout/front_matter.py": "summary",
            "pages/article_layout/byline.py": "authors sources shares read_minutes "
            f"{_PUBLISHED} modified_at",
            "pages/article_layout/body_selection.py": _BODY,
            "pages/article_layout/tags.py": "tags",
            "pages/article_layout/side_boxes.py": "related",
            "pages/dom/images.py": "images",
            "pages/dom/embeds.py": "videos",
        },
    ),
    **_served_by("trafilatura", {"pages/body_fallback.py": _BODY}),
    **_served_by("sitemap", {"pages/sitemap_xml.py": _PUBLISHED}),
    **_served_by(
        "listing",
        {
            "pages/card_hints.py": "section_label regions",
            "pages/listing_layout/card_text.py": _PUBLISHED,
        },
    ),
    **_served_by(
        "url",
        {
            "urls/canonical.py": "canonical_url",
            "outlet/section_paths.py": "content_type section",
            "outlet/types.py": "language",
        },
    ),
}

#: The fields of a breaking line. Who said it is read from the line's text, whatever found the line.
TICKER_FILES: StrategyFiles = {
    **_served_by(
        "markup",
        {"pages/markup.py": "text url", "attribution/speaker_of_line.py": "attribution"},
    ),
    **_served_by(
        "visible",
        {
            "pages/ticker_layout/visible.py": "text url",
            "attribution/speaker_of_line.py": "attribution",
        },
    ),
}
