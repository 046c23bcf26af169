"""The project's exceptions, one class for each kind of failure.

Each docstring says where it is raised and what it leads to. Those that name an exit status
are shown to the user as one line, without a traceback.
"""

from __future__ import annotations

from scrapy.exceptions import DropItem, IgnoreRequest, ResponseDataLossError


class WrongUseError(ValueError):
    """A wrong argument or setting, which the user can correct: one line, exit status 2.

    Raised by ``arguments.py`` and ``commands/checks/``, by the spiders for a section or tag
    that the site does not have, and by the ledger for a folder that belongs to another host.
    """


class LedgerError(Exception):
    """The output folder cannot be used: one line that says what to do, exit status 1.

    Raised by ``ledger/``: folder not writable, disk full, ledger corrupt or of another
    version, a feed file shorter than the ledger's committed length.
    """


class LedgerDamagedError(LedgerError):
    """The ledger's file is corrupt; `scrapy ledger rebuild` makes a new one from the feeds."""


class LedgerOutdatedError(LedgerError):
    """A program too old to upgrade from wrote the ledger; `scrapy ledger rebuild` replaces it."""


class LedgerNewerError(LedgerError):
    """A newer program wrote the ledger; `scrapy ledger rebuild` replaces it."""


class MemoryShort(Exception):
    """A run has too little memory to begin: one line that says what to do, exit status 1.

    Raised by ``utils/memory_left.py``.
    """


class WarcFolderError(Exception):
    """ARCHIVE_DIR cannot be used: one line that says what to do, exit status 1.

    Raised by ``warc/run_file.py`` before a run begins; a run that has begun goes on. Raised by
    ``crawling/archives/record_download.py`` in the middle of a run, which ends: it does nothing
    else.
    """


class ExportError(Exception):
    """An export cannot be made: one line that says what to do, exit status 1.

    Raised by ``exports/``: a feed file was moved away or changed, the target cannot be
    written, DuckDB is not installed.
    """


#: What reading a record raises that has not the form of its kind: other programs write feeds, too.
NOT_OF_ITS_FORM = (
    ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError,
)  # fmt: skip


class PublishError(Exception):
    """Files cannot be published: one line that says what to do, exit status 1.

    Raised by ``publishing/``: the bucket is missing, denied or not reached, credentials are
    missing or refused, a file changed while it was sent.
    """


class BrowserFailed(Exception):
    """The browser crashed, could not be started, or has used up its listing's budget.

    Raised by ``middlewares/chromium/session.py``. The rest of the listing that it was reading
    is left unread; each listing has a browser of its own.
    """


class Blocked(IgnoreRequest):
    """The site answered with a challenge page, which is never retried.

    Raised by ``middlewares/blocks.py``. The address stays pending; the run ends, with exit
    status 3, if every answer is a challenge.
    """


class DisallowedByRobots(IgnoreRequest):
    """robots.txt disallows the URL to this crawler: the request is not sent.

    Raised by ``middlewares/robots.py``.
    """


class RobotsUnreadable(IgnoreRequest):
    """robots.txt answered 5xx or 429, or not at all: nothing may be fetched from its host for now.

    Raised by ``middlewares/robots.py``.
    """


class OffSite(IgnoreRequest):
    """The URL (a redirect's target, say) is on another host than the run's site: it is not sent.

    *url* is that URL. Raised by ``middlewares/offsite.py`` and, for what a page's script asks
    for, by ``middlewares/chromium/request_guard.py``.
    """

    def __init__(self, url: str) -> None:
        super().__init__(f"Filtered offsite request to {url}")
        self.url = url


class HostOnHold(IgnoreRequest):
    """The host asked (Retry-After) for a longer pause than a run waits: the run ends.

    Raised by ``middlewares/pace.py``.
    """


class TooManyRedirects(IgnoreRequest):
    """A page redirected more often than REDIRECT_MAX_TIMES.

    Raised by ``middlewares/page_limits.py``.
    """


class TooLarge(IgnoreRequest):
    """A compressed page is larger, once unpacked, than DOWNLOAD_MAXSIZE.

    Raised by ``middlewares/whole_pages.py``.
    """


class Truncated(ResponseDataLossError):
    """A page ended early, or its compressed body is damaged: half an article is no article.

    The address stays pending. Scrapy itself raises the base class for a connection that was
    closed within a body; this one is raised by ``middlewares/whole_pages.py`` and, for a page in
    a WARC file, by ``warc/reader.py``.
    """


class TooCostly(Exception):
    """Reading a page takes more of the processor than any page may cost.

    Raised by ``pages/extraction/budget.py`` and, for a page with too many attributes,
    ``utils/html_tree.py``; the page counts as an error (``too_costly``).
    """


class DamagedRecord(Exception):
    """A record of a WARC file is not what its digests say, or is no longer where it was.

    Raised by ``warc/reader.py``. A replay passes the record over, and counts it.
    """


class Dropped(DropItem):
    """An item that is not written. Raised by the pipelines.

    *reason* is a snake-case word or a verdict, counted as the stat ``drop/<reason>``. *remember* is
    the state that ``extensions/dropped_items.py`` gives the item's addresses in the ledger:
    ``"failed"`` (a later run tries again, then gives up), ``"refused"`` (the page was not the
    article: a later run tries again), ``"filtered"`` (outside since/until; only a run whose
    period fits fetches it again) or ``None`` (no change).
    """

    def __init__(self, reason: str, message: str, *, remember: str | None, log_level: str) -> None:
        super().__init__(message, log_level=log_level)
        self.reason = reason
        self.remember = remember


class LostItemError(Exception):
    """A pipeline neither passed an article on nor dropped it. Raised by ``pipelines/``."""


class ReportError(Exception):
    """A report cannot be made: one line that says what to do, exit status 1.

    Raised by ``reports/``: a feed file was changed or shortened, the target cannot be written, the
    process that draws the charts was killed.
    """


class EngineLost(Exception):
    """What a replay runs on cannot be had: one line that says what to do.

    Raised by ``crawling/replay/dask_cluster.py`` for a cluster that is not reached, by
    ``worker_processes.py`` for a process that cannot be started, and by ``warc_replay.py`` for the
    folder of temporary files; the run is unhealthy (exit status 4). What was written stays.
    """
