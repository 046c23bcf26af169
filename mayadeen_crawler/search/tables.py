"""The tables of the feeds in SQLite: of the search index, and of ``scrapy export -o feeds.db``.

Both have the same ones; ``rows.py`` fills them. Times are UTC (RFC 3339), days are on the site's
clock, lists are JSON arrays.
"""

from __future__ import annotations

import sqlite3

#: Number of this schema (SQLite's user_version). Raise it when TABLES or the words of the index
#: change: a search index with another number is made anew.
VERSION = 8

TABLES = """
CREATE TABLE articles (
    -- The latest state of each article. Its text is in revisions, where key = newest.
    id TEXT PRIMARY KEY,
    headline TEXT,
    summary TEXT,
    edition TEXT,
    section TEXT,
    section_label TEXT,
    published_at TEXT,
    published_date TEXT,
    modified_at TEXT,
    authors TEXT NOT NULL,
    tags TEXT NOT NULL,
    regions TEXT NOT NULL,
    coverage TEXT NOT NULL,
    sources TEXT NOT NULL,
    content_type TEXT,
    word_count INTEGER,
    shares INTEGER,
    language TEXT,
    publisher TEXT,
    url TEXT,
    revision INTEGER NOT NULL,
    retrieved_at TEXT,
    newest INTEGER NOT NULL UNIQUE
);
CREATE INDEX articles_published_at ON articles (published_at);
CREATE INDEX articles_published_date ON articles (published_date);
CREATE INDEX articles_section ON articles (section);
CREATE INDEX articles_edition ON articles (edition);
CREATE TABLE revisions (
    -- Grows with the time of publication, so that the newest hits come first without sorting.
    key INTEGER PRIMARY KEY,
    article_id TEXT NOT NULL REFERENCES articles (id),
    revision INTEGER NOT NULL,
    revision_cause TEXT,
    changed_fields TEXT NOT NULL,
    is_newest INTEGER NOT NULL,
    edition TEXT,
    url TEXT,
    section TEXT,
    section_label TEXT,
    headline TEXT,
    summary TEXT,
    body_text TEXT,
    published_at TEXT,
    published_date TEXT,
    modified_at TEXT,
    retrieved_at TEXT,
    source TEXT,
    run_id TEXT,
    UNIQUE (article_id, revision)
);
-- Rows hold the texts: what is counted has to be found without them.
CREATE INDEX revisions_section ON revisions (section);
CREATE INDEX revisions_revision_cause ON revisions (revision_cause);
CREATE TABLE authors (
    -- Of the latest state of an article.
    article_id TEXT NOT NULL REFERENCES articles (id),
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    url TEXT,
    PRIMARY KEY (article_id, position)
);
CREATE INDEX authors_name ON authors (name, article_id);
CREATE TABLE tags (
    -- Of the latest state of an article.
    article_id TEXT NOT NULL REFERENCES articles (id),
    position INTEGER NOT NULL,
    tag TEXT NOT NULL,
    PRIMARY KEY (article_id, position)
);
CREATE INDEX tags_tag ON tags (tag, article_id);
CREATE TABLE captures (
    -- Older states that became known after newer ones.
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    -- The same, where the article itself is in this file.
    article_id TEXT REFERENCES articles (id),
    captured_at TEXT,
    source TEXT,
    capture_url TEXT,
    changed_fields TEXT NOT NULL,
    section TEXT,
    headline TEXT,
    summary TEXT,
    body_text TEXT,
    published_at TEXT,
    run_id TEXT
);
CREATE INDEX captures_id ON captures (id);
CREATE INDEX captures_article_id ON captures (article_id);
CREATE TABLE removals (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    -- The same, where the article itself is in this file.
    article_id TEXT REFERENCES articles (id),
    event TEXT,
    url TEXT,
    status INTEGER,
    observed_at TEXT,
    run_id TEXT
);
CREATE INDEX removals_id ON removals (id);
CREATE INDEX removals_article_id ON removals (article_id);
CREATE TABLE breaking (
    -- Changes of the ticker; key grows with the time at which a line was first seen.
    key INTEGER PRIMARY KEY,
    first_seen_at TEXT,
    edition TEXT,
    event TEXT,
    text TEXT,
    attribution TEXT,
    previous_text TEXT,
    url TEXT,
    -- 1: the newest text of its line.
    is_newest INTEGER NOT NULL,
    id TEXT NOT NULL,
    position INTEGER,
    last_seen_at TEXT,
    observed_at TEXT,
    run_id TEXT
);
CREATE INDEX breaking_id ON breaking (id);
CREATE TABLE listings (
    key INTEGER PRIMARY KEY,
    edition TEXT,
    list TEXT,
    name TEXT,
    page INTEGER,
    observed_at TEXT,
    run_id TEXT
);
CREATE INDEX listings_name ON listings (list, name, page);
CREATE TABLE listing_items (
    listing INTEGER NOT NULL REFERENCES listings (key),
    position INTEGER NOT NULL,
    id TEXT,
    -- The same, where the article itself is in this file.
    article_id TEXT REFERENCES articles (id),
    url TEXT,
    headline TEXT,
    label TEXT,
    PRIMARY KEY (listing, position)
);
CREATE INDEX listing_items_id ON listing_items (id);
CREATE INDEX listing_items_article_id ON listing_items (article_id);
-- Full text of revisions and breaking (rowid = key). The texts themselves stand in these tables;
-- here are their words, with equal spellings made equal.
CREATE VIRTUAL TABLE words USING fts5 (
    headline, summary, body, facets, content = '', tokenize = 'ascii', prefix = '1 2 3'
);
-- Bytes of words that FTS5 collects before it writes them, in place of 1 MB: the more, the less is
-- merged afterwards.
INSERT INTO words (words, rank) VALUES ('hashsize', 33554432);
-- Pieces of one size that are merged into one, in place of 4: each word is written less often.
INSERT INTO words (words, rank) VALUES ('automerge', 16);
-- Pieces of one size that are merged at once, within one update, in place of 16.
INSERT INTO words (words, rank) VALUES ('crisismerge', 64);
CREATE VIEW articles_with_text AS
    SELECT articles.*, revisions.body_text
    FROM articles JOIN revisions ON revisions.key = articles.newest;
CREATE VIEW edits AS
    SELECT later.article_id, later.revision, later.edition, later.changed_fields,
        earlier.headline AS headline_before, later.headline, later.retrieved_at, later.url
    FROM revisions AS later
        JOIN revisions AS earlier ON earlier.article_id = later.article_id
            AND earlier.revision = later.revision - 1
    WHERE later.revision_cause = 'edited';
CREATE VIEW articles_by_day AS
    SELECT published_date AS day, edition, section, count(*) AS articles
    FROM articles GROUP BY 1, 2, 3;
CREATE VIEW removed_articles AS
    SELECT removals.id, removals.status, removals.observed_at, articles.headline,
        articles.published_at, removals.url
    FROM removals LEFT JOIN articles ON articles.id = removals.article_id
    WHERE removals.event = 'removed' AND NOT EXISTS (
        SELECT 1 FROM removals AS later WHERE later.id = removals.id AND later.key > removals.key
    );
CREATE VIEW ticker AS
    SELECT id, edition, text, attribution, first_seen_at, url, (
        SELECT ending.event FROM breaking AS ending
        WHERE ending.id = breaking.id ORDER BY ending.key DESC LIMIT 1
    ) AS latest_event
    FROM breaking WHERE is_newest;
"""


def create(db: sqlite3.Connection) -> None:
    """Create the tables in an empty database, within the caller's transaction."""
    for statement in TABLES.split(";\n"):
        if statement.strip():
            db.execute(statement)
    db.execute(f"PRAGMA user_version = {VERSION}")
