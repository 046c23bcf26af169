"""One class a failure; each docstring says where it is raised and what follows."""

from __future__ import annotations

from scrapy.exceptions import DropItem, IgnoreRequest


class WrongUseError(ValueError):
    """An argument or setting the user can mend: one line, exit status 2.

    Raised by ``arguments.py``, by the spiders where only the site can resolve
    a name, and by the ledger where a folder belongs to another host.
    """


class LedgerError(Exception):
    """The output folder cannot be used: one line that says what to do, exit status 1.

    Raised by ``ledger/``: folder not writable, disk full, ledger corrupt or of
    a newer version, a feed file shorter than its mark.
    """


class LedgerDamagedError(LedgerError):
    """The ledger's file is not what was written; `scrapy ledger rebuild` makes a new one."""


class WarcFolderError(Exception):
    """ARCHIVE_DIR cannot be used: one line that says what to do, exit status 1.

    Raised by ``warc/run_file.py`` before a run begins; one that is under way goes on.
    """


class ExportError(Exception):
    """An export cannot be made: one line that says what to do, exit status 1.

    Raised by ``exports/``: a feed file moved away or changed, a target that cannot
    be written, DuckDB missing.
    """


class BrowserFailed(Exception):
    """The browser crashed, hung or could not be started: one listing's rest is left unread.

    Raised by ``middlewares/chromium/session.py``; the next listing gets a fresh browser.
    """


class BrowserLost(BrowserFailed):
    """It failed another listing, whose rest was the price: this one can be read in a fresh one.

    Raised by ``middlewares/chromium/session.py``.
    """


class Blocked(IgnoreRequest):
    """The site answered with a challenge: its no to this crawler, which is never retried.

    Raised by ``middlewares/blocks.py``; the page asked for stays wanted, and the run ends
    where nothing but challenges comes.
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

    Raised by ``middlewares/page_limits.py``.
    """


class Dropped(DropItem):
    """An item that will not be written, with the reason that is also a stat.

    Raised by the pipelines. *reason* is a short snake-case word
    (``drop/<reason>``); *remember* says what the ledger keeps of the item's
    addresses: ``"failed"`` (try again in a later run, then give up),
    ``"filtered"`` (outside since/until; not fetched again by runs that would
    filter it again) or ``None`` (the ledger knows them already).
    """

    def __init__(self, reason: str, message: str, *, remember: str | None, log_level: str) -> None:
        super().__init__(message, log_level=log_level)
        self.reason = reason
        self.remember = remember


class ReportError(Exception):
    """A report cannot be made: one line that says what to do, exit status 1.

    Raised by ``reports/``: a feed file changed or shortened, a target that cannot be written.
    """
