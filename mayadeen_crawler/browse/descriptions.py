"""What Datasette says of the tables: titles, the meaning of columns, facets, what is searched."""

from __future__ import annotations

from typing import Any

from mayadeen_crawler.outlet import EDITIONS
from mayadeen_crawler.schemas.json_schema import shipped
from mayadeen_crawler.schemas.kinds import KINDS

#: Name of the database in addresses: ``/feeds/articles``.
DATABASE = "feeds"

#: Table or view → the record whose fields its columns are, and what it holds.
TABLES: dict[str, tuple[str | None, str]] = {
    "articles": ("article", "The latest state of each article."),
    "revisions": ("article", "Every state of each article, one row a revision."),
    "breaking": ("breaking", "What happened to the lines of the breaking-news ticker."),
    "removals": ("removal", "Articles that were removed from the site, or returned."),
    "captures": ("capture", "Older states of articles that became known after newer ones."),
    "listings": ("listing", "Pages of lists, such as sections and Most Read, when they changed."),
    "listing_items": (None, "The articles that these pages showed, in their order."),
    "authors": (None, "Who signed the latest state of each article."),
    "tags": (None, "The tags of the latest state of each article."),
    "articles_with_text": ("article", "The latest state of each article, with its text."),
    "edits": ("article", "Edits of the newsroom, with the headline before and after."),
    "removed_articles": (None, "Articles that are removed at present."),
    "ticker": (None, "The newest text of each breaking line, and what happened to it last."),
    "articles_by_day": (None, "How many articles each section published on each day."),
}
#: Columns that no record has.
_OWN_COLUMNS = {
    "article_id": "The article's id, where the article itself is in this file.",
    "is_newest": "1: the newest state.",
    "key": "Number of the row; grows with the time.",
    "newest": "Key of the newest revision.",
    "listing": "Key of the page in listings.",
    "position": "1 is the first.",
    "tag": "The tag as published.",
    "name": "The name as published.",
    "headline_before": "The headline before the edit.",
    "latest_event": "The last event: appeared, edited, expired or withdrawn.",
    "day": "The day of publication on the site's clock.",
}
#: Facets of articles, in the order in which the page shows them.
FACETS = ("section", "tags", "authors", "published_date", "edition")
_SEARCHED = {"articles": "newest", "articles_with_text": "newest", "revisions": "key",
             "breaking": "key"}  # fmt: skip
_MORE: dict[str, dict[str, Any]] = {
    "articles": {
        "facets": ["section", {"names": "tags"}, {"names": "authors"}, "published_date", "edition"],
        "sort_desc": "newest",  # grows with the time of publication, and needs no sorting
        "label_column": "headline",
    },
    "revisions": {"facets": ["revision_cause", "section"], "sort_desc": "key"},
    "breaking": {"facets": ["event", "attribution"], "sort_desc": "key"},
    "removals": {"facets": ["event"], "sort_desc": "key"},
    "captures": {"facets": ["source"], "sort_desc": "key"},
    "listings": {"facets": ["list", "name"], "sort_desc": "key"},
    "authors": {"facets": ["name"]},
    "tags": {"facets": ["tag"]},
}


def metadata(columns: dict[str, list[str]]) -> dict[str, Any]:
    """Return Datasette's metadata; *columns* are the columns of each table and view."""
    tables = {name: _table(name, columns[name]) for name in TABLES}
    hidden = {name: {"hidden": True} for name in ("words", "read_files")}
    return {
        "title": "The feeds",
        "description": "What the site published, as this crawler read it.",
        "license": "The texts belong to their publisher.",
        "source": EDITIONS["en"].publisher,
        "source_url": f"https://{EDITIONS['en'].host}/",
        "databases": {DATABASE: {"tables": tables | hidden}},
    }


def _table(name: str, columns: list[str]) -> dict[str, Any]:
    kind, holds = TABLES[name]
    known = dict(_OWN_COLUMNS)
    if kind is not None:
        for field, schema in shipped(KINDS[kind])["properties"].items():
            known[field] = schema.get("description", "").replace("``", "")
    about = {"description": holds, **_MORE.get(name, {})}
    about["columns"] = {column: known[column] for column in columns if known.get(column)}
    if name in _SEARCHED:
        about |= {"fts_table": "words", "fts_pk": _SEARCHED[name]}
    return about
