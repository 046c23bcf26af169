"""The ledger's tables, step by step: data."""

from __future__ import annotations

#: Step N brings a ledger from ``user_version`` N to N + 1. Steps are only ever added.
MIGRATIONS: tuple[str, ...] = (
    """
    -- The one base URL whose pages this folder holds, for each edition.
    CREATE TABLE hosts (
        edition TEXT PRIMARY KEY, base_url TEXT NOT NULL
    ) STRICT;
    -- How far each feed file (path in the output folder) is committed, in bytes.
    CREATE TABLE feeds (
        file TEXT PRIMARY KEY, length INTEGER NOT NULL
    ) STRICT;
    -- The newest record of each article, and where its line stands.
    CREATE TABLE articles (
        id TEXT PRIMARY KEY,
        edition TEXT NOT NULL,
        post_id TEXT,
        revision INTEGER NOT NULL,
        content_hash TEXT NOT NULL,
        field_hashes TEXT NOT NULL,      -- JSON: content field -> hash
        has_body INTEGER NOT NULL,
        extractor_version INTEGER NOT NULL,
        section TEXT,
        published_at TEXT,
        visited_at TEXT,                 -- last time the page was fetched
        file TEXT NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX articles_by_post ON articles (edition, post_id)
        WHERE post_id IS NOT NULL;
    -- Every article address ever met, by canonical URL, in exactly one state.
    CREATE TABLE addresses (
        url TEXT PRIMARY KEY,
        edition TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('pending', 'article', 'filtered', 'given_up')),
        article_id TEXT,                 -- of an article
        request_url TEXT,                -- as it was found
        origin TEXT,                     -- the listing it was found on
        hints TEXT,                      -- JSON: what the listing's card said
        seen_at TEXT NOT NULL,           -- first discovery
        taken_by TEXT,                   -- the process that last took it up
        attempts INTEGER NOT NULL DEFAULT 0,
        reason TEXT,                     -- of the last failure, or of giving up
        failed_at TEXT,                  -- when that was
        published TEXT,                  -- of a filtered one: its time or day
        extractor_version INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX addresses_pending ON addresses (edition, origin, seen_at)
        WHERE state = 'pending';
    CREATE INDEX addresses_by_article ON addresses (article_id) WHERE article_id IS NOT NULL;
    -- How deep each listing was read by its last completed run.
    CREATE TABLE listings (
        edition TEXT NOT NULL, list TEXT NOT NULL, name TEXT NOT NULL,
        completed INTEGER NOT NULL,      -- 0 while a run pages through it, or died there
        max_pages INTEGER NOT NULL,      -- 0: to the end
        since TEXT,                      -- the day it stopped at, if any
        taken_by TEXT NOT NULL,          -- the process that last began it
        PRIMARY KEY (edition, list, name)
    ) STRICT;
    -- When the next request to a host may leave, over all runs (Unix seconds).
    CREATE TABLE pace (
        host TEXT PRIMARY KEY, next_at REAL NOT NULL,
        held_until REAL NOT NULL DEFAULT 0   -- as Retry-After asked
    ) STRICT;
    """,
    """
    -- The lines that stood on each edition's ticker at the last look.
    CREATE TABLE ticker_lines (
        id TEXT PRIMARY KEY,
        edition TEXT NOT NULL,
        text TEXT NOT NULL,
        attribution TEXT,
        url TEXT,
        place INTEGER NOT NULL,          -- among the lines below, 1 is the newest
        position INTEGER NOT NULL,       -- where it was last seen
        first_seen_at TEXT NOT NULL,
        last_seen_at TEXT NOT NULL,
        provenance TEXT NOT NULL         -- JSON: field -> strategy
    ) STRICT;
    CREATE INDEX ticker_lines_by_edition ON ticker_lines (edition);
    -- The last look at each ticker, in Unix seconds, and what makes the next request
    -- for that page conditional.
    CREATE TABLE tickers (
        edition TEXT PRIMARY KEY,
        observed REAL NOT NULL,
        capacity INTEGER NOT NULL,       -- the most lines it showed lately
        filled REAL NOT NULL,            -- when it last showed so many
        url TEXT, etag TEXT, last_modified TEXT
    ) STRICT;
    -- Where tags live, learned from the links of article pages. key: the label
    -- without case and accents.
    CREATE TABLE tags (
        edition TEXT NOT NULL, key TEXT NOT NULL, url TEXT NOT NULL, label TEXT NOT NULL,
        seen_at TEXT NOT NULL,           -- last
        PRIMARY KEY (edition, key, url)
    ) STRICT;
    -- The newest change a sitemap told of, in UTC, for which the address was taken up.
    ALTER TABLE addresses ADD COLUMN lastmod TEXT;
    -- 1: leads to a known article that changed since, and is to be visited again.
    ALTER TABLE addresses ADD COLUMN due INTEGER NOT NULL DEFAULT 0;
    DROP INDEX addresses_pending;
    CREATE INDEX addresses_waiting ON addresses (edition, origin, seen_at)
        WHERE (state = 'pending' OR due = 1);
    -- The sitemaps that were read to their end.
    CREATE TABLE sitemaps (
        edition TEXT NOT NULL, path TEXT NOT NULL,
        lastmod TEXT NOT NULL,           -- as its index said
        read_at TEXT NOT NULL,           -- the moment its content was of
        since TEXT, until TEXT,          -- what lay outside was passed over
        PRIMARY KEY (edition, path)
    ) STRICT;
    """,
    """
    -- Where the line of each revision stands.
    CREATE TABLE revisions (
        article_id TEXT NOT NULL, revision INTEGER NOT NULL,
        file TEXT NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL,
        PRIMARY KEY (article_id, revision)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX revisions_by_place ON revisions (file, offset);
    -- Of the newest record.
    ALTER TABLE articles ADD COLUMN url TEXT;
    ALTER TABLE articles ADD COLUMN canonical_url TEXT;
    ALTER TABLE articles ADD COLUMN published_date TEXT;
    -- The moment from which the revisit ladder counts, where one is known.
    ALTER TABLE articles ADD COLUMN ladder_from TEXT;
    CREATE INDEX articles_by_ladder ON articles (edition, ladder_from);
    -- missing: gone at one look; removed: confirmed, and told; returned: told, but a
    -- process died before the content was compared.
    ALTER TABLE articles ADD COLUMN presence TEXT NOT NULL DEFAULT 'present'
        CHECK (presence IN ('present', 'missing', 'removed', 'returned'));
    ALTER TABLE articles ADD COLUMN missing_since TEXT;
    CREATE INDEX articles_missing ON articles (edition) WHERE presence = 'missing';
    -- What each page of each list showed last, and when that was.
    CREATE TABLE shown (
        edition TEXT NOT NULL, list TEXT NOT NULL, name TEXT NOT NULL, page INTEGER NOT NULL,
        hash TEXT NOT NULL, observed_at TEXT NOT NULL,
        PRIMARY KEY (edition, list, name, page)
    ) STRICT;
    -- How far each consumer of `scrapy export --since-last` has got: the place in the
    -- articles feed behind its last line. next_…: of an export that is being delivered,
    -- whose temporary file is renamed to target.
    CREATE TABLE consumers (
        name TEXT PRIMARY KEY, file TEXT NOT NULL, offset INTEGER NOT NULL,
        next_file TEXT, next_offset INTEGER, temporary TEXT, target TEXT
    ) STRICT;
    """,
    """
    -- Every committed byte of the feeds, in spans of lines that one run appended.
    CREATE TABLE appends (
        file TEXT NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL,
        run_id TEXT,                     -- as the lines say
        sha256 TEXT NOT NULL,
        checks BLOB NOT NULL,            -- CRC-32 of each line, 4 bytes each
        PRIMARY KEY (file, offset)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX appends_by_run ON appends (run_id);
    """,
    """
    -- When each host was last asked for its TDM file, and what that says.
    CREATE TABLE tdm_files (
        host TEXT PRIMARY KEY, asked_at TEXT NOT NULL,
        rules TEXT NOT NULL DEFAULT '[]'     -- JSON
    ) STRICT;
    """,
    """
    -- The month in which a sitemap lists the address; '' where that is not known, NULL
    -- where none does.
    ALTER TABLE addresses ADD COLUMN listed TEXT;
    -- Every sitemap that an index named or that was read. What those without a month
    -- hold is of any.
    CREATE TABLE sitemap_files (
        edition TEXT NOT NULL, path TEXT NOT NULL,
        month TEXT,                      -- as its name says
        kind TEXT NOT NULL DEFAULT 'pages' CHECK (kind IN ('pages', 'news', 'index')),
        current_at TEXT,                 -- all that it listed then stands in addresses
        problem TEXT,                    -- why the last look at it came to nothing
        -- When the index that names it says that it last changed, in UTC: nothing newer is in it.
        lastmod TEXT,
        -- The path of that index, and the moment that it was of.
        named_in TEXT, named_at TEXT,
        -- Entries that are no article of the site, going by the form of their addresses.
        no_articles INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (edition, path)
    ) STRICT, WITHOUT ROWID;
    -- What such a run passed over was not noted: the file is to be read again.
    DELETE FROM sitemaps WHERE since IS NOT NULL;
    """,
    """
    -- When the page of the newest record was fetched, which is no later than visited_at.
    ALTER TABLE articles ADD COLUMN retrieved_at TEXT;
    """,
    """
    -- What the last visit's page was read by: an older extractor may have missed an edit.
    ALTER TABLE articles ADD COLUMN visit_version INTEGER NOT NULL DEFAULT 0;
    UPDATE articles SET visit_version = extractor_version;
    """,
)

VERSION = len(MIGRATIONS)
