"""The ledger's tables, as a new ledger gets them.

``migrations.py`` has the steps that bring an older ledger to the same tables.
"""

from __future__ import annotations

#: The version whose tables are BASE.
BASE_VERSION = 22

# To drop the last column of a table SQLite cuts its text from the last comma before the name on: no
# comma in a comment there.

BASE = """
-- The one base URL whose pages this folder holds, for each edition.
CREATE TABLE hosts (
    edition TEXT PRIMARY KEY, base_url TEXT NOT NULL
) STRICT;

-- How many bytes of each feed file (path in the output folder) are committed.
CREATE TABLE feeds (
    file TEXT PRIMARY KEY, length INTEGER NOT NULL
) STRICT;

-- Every committed byte of the feeds, in spans of lines that one run appended.
CREATE TABLE appends (
    file TEXT NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL,
    run_id TEXT,                     -- as the lines name it
    sha256 TEXT NOT NULL,            -- of the span's bytes, in hexadecimal
    PRIMARY KEY (file, offset)
) STRICT, WITHOUT ROWID;
CREATE INDEX appends_by_run ON appends (run_id);

-- The newest record of each article, and where its line is.
CREATE TABLE articles (
    id TEXT PRIMARY KEY,
    edition TEXT NOT NULL,
    post_id TEXT,
    revision INTEGER NOT NULL,
    content_hash TEXT NOT NULL,
    field_hashes TEXT NOT NULL,      -- JSON: see content_hash.ledger_hashes
    has_body INTEGER NOT NULL,
    extractor_version INTEGER NOT NULL,
    section TEXT,
    published_at TEXT,
    visited_at TEXT,                 -- last time the page was fetched
    file TEXT NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL,
    url TEXT,
    canonical_url TEXT,
    published_date TEXT,
    ladder_from TEXT,                -- the moment from which the revisit ladder counts, if known
    -- missing: one visit found no page; removed: a second one confirmed it, and a removal record
    -- is written; returned: the record of its return is written, but the process died before it
    -- compared the content.
    presence TEXT NOT NULL DEFAULT 'present'
        CHECK (presence IN ('present', 'missing', 'removed', 'returned')),
    missing_since TEXT,
    retrieved_at TEXT,               -- when the newest record's page was fetched: <= visited_at
    -- The extractor version of the last visit: an older extractor may have missed an edit.
    visit_version INTEGER NOT NULL DEFAULT 0,
    modified_at TEXT,                -- as the last visit saw it
    claimed_post_id TEXT             -- as the last page that gave one did: not its own
) STRICT;
CREATE UNIQUE INDEX articles_by_post ON articles (edition, post_id) WHERE post_id IS NOT NULL;
CREATE INDEX articles_by_ladder ON articles (edition, ladder_from);
CREATE INDEX articles_missing ON articles (edition) WHERE presence = 'missing';
CREATE INDEX articles_by_claim ON articles (edition, claimed_post_id)
    WHERE claimed_post_id IS NOT NULL;

-- Where the line of each revision is.
CREATE TABLE revisions (
    article_id TEXT NOT NULL, revision INTEGER NOT NULL,
    file TEXT NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL,
    PRIMARY KEY (article_id, revision)
) STRICT, WITHOUT ROWID;
CREATE INDEX revisions_by_place ON revisions (file, offset);

-- What each article's page showed at which moment, so that older states are told.
CREATE TABLE states (
    article_id TEXT NOT NULL,
    at TEXT NOT NULL,                -- when the page was fetched
    told_at TEXT NOT NULL,           -- the fetch whose line has this content
    source TEXT NOT NULL, capture_url TEXT,
    -- Of a fetch that is told (told_at = at): its content's hash, its line, the hashes as
    -- in articles, the extractor, and when the page said that it was modified.
    content TEXT, file TEXT, offset INTEGER, length INTEGER,
    field_hashes TEXT, extractor_version INTEGER, modified_at TEXT,
    PRIMARY KEY (article_id, at)
) STRICT, WITHOUT ROWID;

-- Whether the last believed page of an article had an end, and a smaller one since.
CREATE TABLE believed_pages (
    article_id TEXT PRIMARY KEY,
    ended INTEGER NOT NULL,          -- whether it ended with </html>
    shrunk_hash TEXT,                -- content that lost much, and is not written yet
    shrunk_at TEXT                   -- when it was first seen
) STRICT, WITHOUT ROWID;

-- The keywords that the site adds to every article of a coverage.
CREATE TABLE coverage_keywords (
    edition TEXT NOT NULL, coverage TEXT NOT NULL,
    records INTEGER NOT NULL,        -- seen, counted up to where they are enough
    keywords TEXT NOT NULL,          -- JSON: those that all of these records list
    PRIMARY KEY (edition, coverage)
) STRICT, WITHOUT ROWID;

-- Every article address ever found, by canonical URL, in exactly one state (see
-- frontier/addresses.py).
CREATE TABLE addresses (
    url TEXT PRIMARY KEY,
    edition TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'article', 'filtered', 'given_up')),
    article_id TEXT,                 -- where state is 'article'
    request_url TEXT,                -- as it was found
    origin TEXT,                     -- the listing it was found on
    hints TEXT,                      -- JSON: what the listing's card showed
    seen_at TEXT NOT NULL,           -- first discovery
    taken_by TEXT,                   -- the process that last took it to fetch it
    attempts INTEGER NOT NULL DEFAULT 0,
    reason TEXT,                     -- of the last failure, or of giving up
    failed_at TEXT,                  -- when that was
    published TEXT,                  -- of a filtered one: its time or day
    extractor_version INTEGER NOT NULL,
    lastmod TEXT,                    -- the newest change in a sitemap for which it was taken
    due INTEGER NOT NULL DEFAULT 0,  -- 1: leads to a known article that is to be visited again
    listed TEXT,                     -- the month in which a sitemap lists it ('' if not known)
    -- JSON: headlines of its cards that were unlike a revision of the article.
    compared TEXT
) STRICT;
CREATE INDEX addresses_by_article ON addresses (article_id) WHERE article_id IS NOT NULL;
CREATE INDEX addresses_waiting ON addresses (edition, origin, seen_at)
    WHERE (state = 'pending' OR due = 1);
-- The pages given up because this program could not read them.
CREATE INDEX addresses_unreadable ON addresses (edition, extractor_version)
    WHERE state = 'given_up' AND reason IN ('page_error', 'too_costly');

-- How deep each listing was read by its last completed run.
CREATE TABLE listings (
    edition TEXT NOT NULL, list TEXT NOT NULL, name TEXT NOT NULL,
    completed INTEGER NOT NULL,      -- 0 while a run pages through it, or died there
    max_pages INTEGER NOT NULL,      -- 0: to the end, below 0: to a gap
    since TEXT,                      -- articles published before it were passed over (UTC)
    taken_by TEXT NOT NULL,          -- the process that last began it
    until TEXT,                      -- so were those published after it
    cards TEXT,                      -- JSON: digests of the addresses that completed runs met on it
    PRIMARY KEY (edition, list, name)
) STRICT;

-- What each page of each list showed last, and when that was seen.
CREATE TABLE shown (
    edition TEXT NOT NULL, list TEXT NOT NULL, name TEXT NOT NULL, page INTEGER NOT NULL,
    hash TEXT NOT NULL, observed_at TEXT NOT NULL,
    PRIMARY KEY (edition, list, name, page)
) STRICT;

-- The lines on each edition's ticker at the last look.
CREATE TABLE ticker_lines (
    id TEXT PRIMARY KEY,
    edition TEXT NOT NULL,
    text TEXT NOT NULL,
    attribution TEXT,
    url TEXT,
    place INTEGER NOT NULL,          -- order among these lines, 1 is the newest
    position INTEGER NOT NULL,       -- on the page, when it was last seen
    first_seen_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    provenance TEXT NOT NULL         -- JSON: field -> strategy
) STRICT;
CREATE INDEX ticker_lines_by_edition ON ticker_lines (edition);

-- The last look at each ticker, in Unix seconds, and the validators that make the next request
-- for that page conditional.
CREATE TABLE tickers (
    edition TEXT PRIMARY KEY,
    observed REAL NOT NULL,
    capacity INTEGER NOT NULL,       -- the most lines it showed lately
    filled REAL NOT NULL,            -- when it last showed so many
    url TEXT, etag TEXT, last_modified TEXT
) STRICT;

-- The addresses of the pages of tags, authors and coverages, learned from the links of article
-- pages. key: the label without case and accents.
CREATE TABLE tags (
    edition TEXT NOT NULL,
    kind TEXT NOT NULL,              -- tag, author, coverage
    key TEXT NOT NULL, url TEXT NOT NULL, label TEXT NOT NULL,
    seen_at TEXT NOT NULL,           -- last
    PRIMARY KEY (edition, kind, key, url)
) STRICT;

-- What pages said, with the validators that make the next request conditional.
CREATE TABLE page_readings (
    edition TEXT NOT NULL,
    page TEXT NOT NULL,              -- as what it was read: home, section:politics 2, …
    url TEXT NOT NULL,               -- that answered, redirects followed
    key TEXT NOT NULL,               -- of what decides how it is read and followed
    etag TEXT, last_modified TEXT,
    said BLOB NOT NULL,
    read_at TEXT NOT NULL,
    PRIMARY KEY (edition, page, url)
) STRICT;

-- The sitemaps that a run need not read again.
CREATE TABLE sitemaps (
    edition TEXT NOT NULL, path TEXT NOT NULL,
    lastmod TEXT NOT NULL,           -- as its index has it
    read_at TEXT NOT NULL,           -- the moment its content was of
    since TEXT, until TEXT,          -- what lay outside was passed over
    PRIMARY KEY (edition, path)
) STRICT;

-- Every sitemap that an index named or that was read, for the audit. One without a month may
-- hold articles of any month.
CREATE TABLE sitemap_files (
    edition TEXT NOT NULL, path TEXT NOT NULL,
    month TEXT,                      -- as its name has it
    kind TEXT NOT NULL DEFAULT 'pages' CHECK (kind IN ('pages', 'news', 'index')),
    current_at TEXT,                 -- all that it listed then is in addresses
    problem TEXT,                    -- why the last attempt to read it failed
    -- When it last changed according to the index that names it (UTC): nothing newer is in it.
    lastmod TEXT,
    -- The path of that index, and the moment of the index's content.
    named_in TEXT, named_at TEXT,
    -- Entries that are no article of the site, by the form of their addresses.
    no_articles INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (edition, path)
) STRICT, WITHOUT ROWID;

-- How far each consumer of `scrapy export --since-last` has got: the byte of the articles feed
-- behind its last line. next_…: of an export that is being delivered, whose temporary file is
-- renamed to target.
CREATE TABLE consumers (
    name TEXT PRIMARY KEY, file TEXT NOT NULL, offset INTEGER NOT NULL,
    next_file TEXT, next_offset INTEGER, temporary TEXT, target TEXT
) STRICT;

-- When the next request to a host may leave, over all runs (Unix seconds).
CREATE TABLE pace (
    host TEXT PRIMARY KEY, next_at REAL NOT NULL,
    held_until REAL NOT NULL DEFAULT 0,  -- as Retry-After asked
    -- The longest interval between two moments that are reserved in seconds.
    interval REAL NOT NULL DEFAULT 0
) STRICT;

-- When each host was last asked for its tdmrep.json, and the rules in it.
CREATE TABLE tdm_files (
    host TEXT PRIMARY KEY, asked_at TEXT NOT NULL,
    rules TEXT NOT NULL DEFAULT '[]'     -- JSON
) STRICT;

-- What public archives hold of the site. Moments are 14 digits in UTC, as archives write them:
-- 20250112170000.
CREATE TABLE archive_captures (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,            -- commoncrawl, ccnews, wayback
    edition TEXT NOT NULL,
    url TEXT NOT NULL,               -- as it was captured
    moment TEXT NOT NULL,
    page TEXT NOT NULL,              -- the canonical URL
    digest TEXT NOT NULL,            -- of the payload, as the index has it; may be empty
    part TEXT NOT NULL,              -- the crawl or month: names the file it is kept in
    file TEXT NOT NULL,              -- where it is at the service; '' where its URL says it
    offset INTEGER NOT NULL, length INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN (
        'pending',                   -- to be fetched
        'reference',                 -- says that the page was as at an earlier moment
        'same',                      -- as the capture before it: not fetched
        'redirected',                -- another moment's was served in its place
        'kept',
        'truncated', 'excluded', 'missing', 'damaged', 'foreign'
    )),
    attempts INTEGER NOT NULL DEFAULT 0  -- runs in which the service did not serve it
) STRICT;
CREATE UNIQUE INDEX archive_captures_by_url ON archive_captures (source, edition, url, moment);
CREATE INDEX archive_captures_by_page ON archive_captures (source, edition, page, moment);
CREATE INDEX archive_captures_pending ON archive_captures (source, edition, moment, id)
    WHERE state = 'pending';

-- How far that was listed.
CREATE TABLE archive_listings (
    source TEXT NOT NULL, edition TEXT NOT NULL,
    query TEXT NOT NULL,             -- the host or URL that the index was asked for
    part TEXT NOT NULL,              -- the crawl, or the range of moments
    next TEXT NOT NULL,              -- the next page's number, or the resume key
    completed_at TEXT,               -- when the last page was read; NULL before
    PRIMARY KEY (source, edition, query, part)
) STRICT, WITHOUT ROWID;

-- What was kept of it.
CREATE TABLE archive_files (
    path TEXT PRIMARY KEY,           -- below ARCHIVE_DIR
    source TEXT NOT NULL, edition TEXT NOT NULL, part TEXT NOT NULL,
    length INTEGER NOT NULL,         -- the whole records in it; what follows is torn
    extracted TEXT NOT NULL DEFAULT ''   -- length and reader of the last extraction
) STRICT, WITHOUT ROWID;

-- robots.txt of the archives, as it was read last.
CREATE TABLE robots_copies (
    host TEXT PRIMARY KEY,
    body BLOB NOT NULL,
    read_at TEXT NOT NULL
) STRICT;

-- How far each watch of watch.toml has told, on each of its channels.
CREATE TABLE watches (
    watch TEXT NOT NULL,
    channel TEXT NOT NULL,           -- the environment variable that holds its URL
    begun_at TEXT NOT NULL,
    places TEXT NOT NULL,            -- JSON: feed -> [file, byte]; all before is told
    sending TEXT,                    -- the alert that is being sent
    hour_began TEXT,                 -- when the first alert of the latest hour was sent
    hour_sent INTEGER NOT NULL DEFAULT 0,
    more_told INTEGER NOT NULL DEFAULT 0,  -- 1: that hour's line on those held back is sent
    held INTEGER NOT NULL DEFAULT 0,       -- held back since such a line
    told INTEGER NOT NULL DEFAULT 0,
    repeated INTEGER NOT NULL DEFAULT 0,   -- of these perhaps twice: a process died
    held_since TEXT,                 -- when the oldest of those held back was written
    PRIMARY KEY (watch, channel)
) STRICT, WITHOUT ROWID;

-- What is kept of runs whose manifests were removed, and when that was done last.
CREATE TABLE met_statements (
    id INTEGER PRIMARY KEY,
    said TEXT NOT NULL UNIQUE        -- JSON: what a run met that reserves mining
) STRICT;
CREATE TABLE folded_runs (
    run_id TEXT PRIMARY KEY,
    met INTEGER NOT NULL             -- the id in met_statements
) STRICT, WITHOUT ROWID;
CREATE TABLE tidied (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    at TEXT NOT NULL                 -- when a run began to tidy last
) STRICT;
"""
