"""Every use of a part of Scrapy, scrapy-playwright, Playwright or Spidermon that is private or
that their documentation does not mention.

All other modules use documented interfaces only (``tests/test_policy_private_parts.py``). Checked
with Scrapy 2.19, scrapy-playwright 0.0.48, Playwright 1.65 and Spidermon 1.27: after an upgrade
of one of them, read this file first. Each docstring names the part it relies on and what fails
without it. Nothing here imports Playwright, or Scrapy's HTTP handler, before it is called.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import re
import signal
import sys
from collections.abc import Iterable
from contextlib import redirect_stdout
from functools import wraps
from importlib import import_module
from inspect import isawaitable
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any, NoReturn

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.http import Response, TextResponse
from scrapy.pipelines import ItemPipelineManager
from scrapy.robotstxt import RobotParser
from scrapy.statscollectors import MemoryStatsCollector
from scrapy.utils import log
from scrapy.utils.defer import deferred_to_future, ensure_awaitable, maybe_deferred_to_future
from scrapy.utils.misc import build_from_crawler
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from mayadeen_crawler.utils import terminal
from mayadeen_crawler.utils.suggestion import suggestion

#: Bytes that the status line and the headers of an answer may have together. A little less than
#: the reader of WARC files takes (``warc/reader.py``): whatever is kept can be replayed.
MOST_HEAD = 1_000_000
#: Bytes that each line counts more than it has, as in HTTP/2 (RFC 9113, 10.5.1): what a line costs,
#: however little it holds.
OF_A_LINE = 500
_STATUS = re.compile(rb"[^ ]+ [1-9][0-9]{2}(?: |$)")
#: A word behind a minus, which argparse takes for an option that is its first letter and the value
#: behind it: ``-Lebanon``, but not ``-L``, ``-sNAME=VALUE`` or ``--limit``.
_MINUS_WORD = re.compile(r"-(?!\w+=)[^\W\d_]\w")

if TYPE_CHECKING:
    from scrapy.commands import BaseRunSpiderCommand, ScrapyCommand
    from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
    from scrapy.settings import BaseSettings, Settings

# --- Scrapy's responses ---------------------------------------------------------


def given_encoding(response: TextResponse) -> str | None:
    """Return the encoding that a response was made with; None where Scrapy would find it.

    Relies on ``TextResponse._encoding``. Without it the text of a browser's page, which is UTF-8
    whatever the page declares, could be decoded wrongly.
    """
    encoding: str | None = response._encoding
    return encoding


# --- Scrapy's command line ------------------------------------------------------


def one_line_errors() -> None:
    """Have Scrapy answer wrong use of its command line, and Ctrl-C, by one line on stderr.

    An unknown command or option is told with the nearest known one. Replaces
    ``scrapy.cmdline._print_unknown_command`` and ``ScrapyArgumentParser.error``, whose parser has
    ``scrapy COMMAND …`` as its ``usage``, and its ``parse_known_args``, by which Scrapy takes
    unknown options for words. Without it there are four lines, and no other name. A command whose
    words may begin with a minus says so by ``parser.set_defaults(minus_words=True)``.

    Also replaces ``scrapy.cmdline._run_print_help``, which has a command check its words, and then
    run: without it Ctrl-C ends a command that has no line of its own for it with a traceback. And
    ``scrapy.cmdline._run_command``, ``_print_commands`` and the parser's ``print_help`` and
    ``exit``: with these, commands end with status 1 and a line where standard output cannot be
    written; without them with 120, or a traceback.
    """
    from scrapy import cmdline

    def unknown_command(settings: BaseSettings, cmdname: str, inproject: bool) -> None:
        known = sorted(cmdline._get_commands_dict(settings, inproject))
        nearest = suggestion(cmdname, known)
        terminal.complain(f"scrapy: unknown command {cmdname!r}{nearest} (`scrapy` lists all)")

    def name_of(parser: argparse.ArgumentParser) -> str:
        return " ".join((parser.usage or "scrapy").split()[:2])

    def error(parser: cmdline.ScrapyArgumentParser, message: str) -> NoReturn:
        parser.exit(2, f"{name_of(parser)}: {message}")

    def parse_known_args(
        parser: cmdline.ScrapyArgumentParser, args: Any = None, namespace: Any = None
    ) -> tuple[Any, list[str]]:
        args = sys.argv[1:] if args is None else args
        if minus_words := parser.get_default("minus_words"):  # behind a space it is no option
            args = [f" {word}" if _MINUS_WORD.match(word) else word for word in args]
        found, words = argparse.ArgumentParser.parse_known_args(parser, args, namespace)
        for word in words:
            if word == "--":
                break
            if word.startswith("--") or (word.startswith("-") and not minus_words):
                known = [name for action in parser._actions for name in action.option_strings]
                name = word.partition("=")[0]
                other = f": a spider's are -a {name[2:]}=VALUE" if "-a" in known else ": see -h"
                parser.error(f"unknown option {name!r}{suggestion(name, known, 0.7) or other}")
        return found, words

    def print_help(parser: cmdline.ScrapyArgumentParser, file: Any = None) -> None:
        terminal.write(parser.format_help())

    def end(
        parser: cmdline.ScrapyArgumentParser, status: int = 0, message: str | None = None
    ) -> NoReturn:
        if message:
            terminal.complain(message)
        sys.exit(status if terminal.finish(name_of(parser)) else status or 1)

    run, list_commands = cmdline._run_command, cmdline._print_commands
    call = cmdline._run_print_help

    def run_command(cmd: ScrapyCommand, args: list[str], opts: argparse.Namespace) -> None:
        run(cmd, args, opts)
        if not terminal.finish("scrapy " + type(cmd).__module__.rpartition(".")[2]):
            cmd.exitcode = cmd.exitcode or 1

    def run_print_help(parser: argparse.ArgumentParser, *called: Any) -> None:
        try:
            call(parser, *called)
        except KeyboardInterrupt:
            parser.exit(1, f"{name_of(parser)}: interrupted")

    def print_commands(settings: BaseSettings, inproject: bool) -> None:
        with redirect_stdout(StringIO()) as printed:
            list_commands(settings, inproject)
        terminal.write(printed.getvalue())
        if not terminal.finish("scrapy"):
            sys.exit(1)

    cmdline._run_command = run_command
    cmdline._run_print_help = run_print_help  # type: ignore[assignment]
    cmdline._print_commands = print_commands
    cmdline._print_unknown_command = unknown_command
    cmdline.ScrapyArgumentParser.print_help = print_help  # type: ignore[assignment, method-assign]
    cmdline.ScrapyArgumentParser.exit = end  # type: ignore[assignment, method-assign]
    cmdline.ScrapyArgumentParser.error = error  # type: ignore[assignment, method-assign]
    cmdline.ScrapyArgumentParser.parse_known_args = parse_known_args  # type: ignore[assignment]


# --- Scrapy's log ---------------------------------------------------------------


def wrap_log_formatters(wrapper: type[logging.Formatter]) -> None:
    """Have each log handler that Scrapy makes from now on format by *wrapper*, made of its own.

    Replaces ``scrapy.utils.log._get_formatter``, which is called with the handler and the settings
    each time that a crawl's settings are applied. Without it lines are written as they came.
    """
    inner = log._get_formatter
    if not getattr(inner, "is_wrapped", False):

        def wrapped(handler: logging.Handler, settings: Settings) -> logging.Formatter:
            return wrapper(inner(handler, settings))  # type: ignore[arg-type]

        wrapped.is_wrapped = True  # type: ignore[attr-defined]
        log._get_formatter = wrapped


# --- Scrapy's engine ------------------------------------------------------------


def is_closing(crawler: Crawler) -> bool:
    """Whether the engine is closing its spider, for whatever reason; signals included.

    Relies on ``ExecutionEngine._slot.closing``. Without it a run that was interrupted would go
    on waiting for the moments of its queued requests.
    """
    slot = crawler.engine._slot if crawler.engine else None
    return bool(slot and slot.closing)


def was_forced_to_end() -> bool:
    """Whether a second signal ended the run at once.

    Relies on ``AsyncCrawlerProcess`` ignoring all further ones. Without it such a run would have
    the exit status of one that was stopped in good order.
    """
    return signal.getsignal(signal.SIGTERM) is signal.SIG_IGN


def close_once(crawler: Crawler) -> None:
    """Have whoever closes the spider again, as a signal to end does, wait until it is closed.

    Relies on `ExecutionEngine.stop_async` calling `close_spider_async`, whose second call returns
    before the handlers of ``spider_closed`` have ended. Without this, an interrupt of a run that
    is ending already closes the ledger before they have written. Call it once the engine started.
    """
    engine: Any = crawler.engine
    close = engine.close_spider_async
    under_way: list[asyncio.Future[None]] = []

    async def close_spider_async(*, reason: str = "cancelled") -> None:
        if not under_way or under_way[0].done():
            under_way[:] = [asyncio.ensure_future(close(reason=reason))]
        await asyncio.shield(under_way[0])

    engine.close_spider_async = close_spider_async


def download_slot(crawler: Crawler, request: Request) -> Any:
    """Return the downloader's slot of *request*, whose ``delay`` (seconds) AutoThrottle sets.

    None while there is none. Relies on ``ExecutionEngine.downloader.slots``. Without it the
    shared pace would not follow AutoThrottle.
    """
    return crawler.engine.downloader.slots.get(request.meta.get("download_slot", ""))


def slot_delays(crawler: Crawler) -> list[float]:
    """Return the delays of all download slots, in seconds; relies on what `download_slot` does.

    Without it the progress line would show a pace that is too fast.
    """
    return [float(slot.delay) for slot in crawler.engine.downloader.slots.values()]


def requests_waiting(crawler: Crawler) -> int:
    """Return how many requests are scheduled or being downloaded.

    Relies on ``ExecutionEngine.scheduler`` and ``downloader.active``. Without them the progress
    line would lack the number.
    """
    scheduled: Any = crawler.engine.scheduler
    return len(scheduled or ()) + len(crawler.engine.downloader.active)


def pages_under_way(crawler: Crawler, *, downloads: bool) -> int:
    """Return how many pages are being read or have an item in the pipelines.

    *downloads*: those that are being downloaded are counted too. Relies on
    ``ExecutionEngine.scraper.slot`` with ``active``, ``queue`` and ``itemproc_size``, and on
    ``downloader.active``. Without them the ledger would commit each record alone.
    """
    engine = crawler.engine
    slot = engine.scraper.slot if engine else None
    if slot is None:
        return 0
    count: int = max(len(slot.active) + len(slot.queue), slot.itemproc_size)
    return count + len(engine.downloader.active) if downloads else count


def command_crawler(command: BaseRunSpiderCommand, spider: str) -> Crawler:
    """Return the crawler that *command* is to run, for the spider of this name.

    Relies on ``BaseRunSpiderCommand._create_crawler``, as Scrapy's own ``scrapy crawl`` does: it
    also has Scrapy warn of a ``-o`` that has no effect. Without it, or
    ``crawler_process.create_crawler`` in its place, only that warning would be missing.
    """
    crawler: Crawler = command._create_crawler(spider)
    return crawler


# --- Scrapy's scraper -----------------------------------------------------------


async def run_callback(crawler: Crawler, request: Request, result: Response | Failure) -> None:
    """Hand *result* to the request's callback or errback; return when that is done.

    Raises CancelledError where the run has ended meanwhile. Relies on ``ExecutionEngine.scraper``
    and its ``slot`` and ``enqueue_scrape``. Without them requests that a loop makes beside the
    schedule (``crawling/polling.py``) would have to be scheduled, and keep the run from ending.
    """
    scraper = crawler.engine.scraper
    slot = scraper.slot
    if slot is None or (slot.closing and slot.is_idle()):
        raise asyncio.CancelledError
    scraped = maybe_deferred_to_future(scraper.enqueue_scrape(result, request))
    await asyncio.shield(scraped)


async def run_pipelines(crawler: Crawler, items: Iterable[tuple[object, Response]]) -> None:
    """Send items, each with the response it is from, through the item pipelines, all at once.

    Relies on ``Scraper.start_itemproc_async``. Without it the replay of WARC files could not
    commit items in groups. A cancelled caller does not cancel what has begun.
    """
    scraper = crawler.engine.scraper
    work = asyncio.gather(
        *(scraper.start_itemproc_async(item, response=response) for item, response in items)
    )
    work.add_done_callback(lambda _: _let_scraper_close(crawler))
    await asyncio.shield(work)


def _let_scraper_close(crawler: Crawler) -> None:
    """Let the scraper close: it waits for items, but looks only after a response if any is left.

    Relies on ``Scraper.slot.closing``, the Deferred that ``Scraper.close_spider`` waits for.
    Without it an interrupted replay would not end.
    """
    slot = crawler.engine.scraper.slot
    if slot and slot.closing and not slot.closing.called and slot.is_idle():
        assert isinstance(crawler.spider, Spider)
        slot.closing.callback(crawler.spider)


class PipelineHooks(ItemPipelineManager):
    """Scrapy's item pipelines, with a public method to override after each of them.

    Relies on ``ItemPipelineManager._add_middleware``, on ``methods`` and on
    ``_mw_methods_requiring_spider``. Without it a pipeline that forgets to return the item would
    lose it, and nobody would know.
    """

    def passed_on(self, pipeline: object, item: object, result: object) -> None:
        """Called with what *pipeline* made of *item*; what it raises, the pipeline raised."""

    def _add_middleware(self, mw: Any) -> None:
        super()._add_middleware(mw)
        if not hasattr(mw, "process_item"):
            return
        methods = self.methods["process_item"]
        method: Any = methods.pop()

        @wraps(method)
        def process_item(item: Any, *spider: Any) -> Any:
            result = method(item, *spider)
            if isawaitable(result) or isinstance(result, Deferred):
                return later(item, result)
            self.passed_on(mw, item, result)
            return result

        async def later(item: Any, result: Any) -> Any:
            try:
                result = await ensure_awaitable(result)
            except asyncio.CancelledError as error:
                task = asyncio.current_task()
                if task is None or task.cancelling():
                    raise
                # Nobody cancelled the crawl's task: Scrapy would drop the item without a word.
                name = f"{type(mw).__module__}.{type(mw).__qualname__}"
                raise RuntimeError(f"{name}: what process_item waited for was cancelled") from error
            self.passed_on(mw, item, result)
            return result

        methods.append(process_item)
        if method in self._mw_methods_requiring_spider:
            self._mw_methods_requiring_spider.add(process_item)


# --- Scrapy's downloads ---------------------------------------------------------


def load_http_handler() -> None:
    """Import the module of `http_handler`; a command calls it before the reactor runs.

    Relies on the order in which its modules import each other. Three times they have the whole
    call stack looked at (``scrapy.utils.deprecate``), which takes a millisecond a frame: the
    stack is lower outside the reactor, and where the innermost module is imported first. Without
    it a crawl would begin a tenth of a second later, and nothing else.
    """
    for module in ("tls", "contextfactory", "handlers.http11"):
        import_module(f"scrapy.core.downloader.{module}")


def http_handler(crawler: Crawler) -> HTTP11DownloadHandler:
    """Return Scrapy's own download handler for http and https, with `_bound_heads`.

    Relies on where the class is, in ``scrapy.core``. Imported when a crawl begins: TLS takes
    long to load, and commands that download nothing do without it.
    """
    from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler

    _bound_heads()
    return HTTP11DownloadHandler.from_crawler(crawler)


def _bound_heads() -> None:
    """Have every answer in this process fail whose head is over MOST_HEAD or has no real status.

    Relies on ``_LenientHTTPClientParser`` of Scrapy's handler, a subclass of Twisted's parser: it
    has a limit for a line, but none for all of them. Without it a head without end fills the
    memory, since DOWNLOAD_MAXSIZE counts bodies only, very many lines take seconds, and a page of
    status -200 is kept in the run's WARC file, where no reader takes it for one.
    """
    from scrapy.core.downloader.handlers import http11

    base: Any = http11._LenientHTTPClientParser
    if base.__module__ == __name__:
        return

    class BoundedHead(base):  # type: ignore[misc]
        left = MOST_HEAD

        def lineReceived(self, line: bytes) -> None:  # noqa: N802 - Twisted's name
            # Of answers before the final one (100 Continue), too.
            self.left -= len(line) + OF_A_LINE
            if self.left < 0:
                raise ValueError("its head has no end")
            super().lineReceived(line)

        def statusReceived(self, status: bytes) -> None:  # noqa: N802 - Twisted's name
            if not _STATUS.match(status):
                raise ValueError("its status has not three digits")
            super().statusReceived(status)

    vars(http11)["_LenientHTTPClientParser"] = BoundedHead


async def close_http_handler(handler: HTTP11DownloadHandler) -> None:
    """Close the connections of a `http_handler`, and wait a second at most until they are closed.

    Relies on its ``_pool`` and ``_disconnect_timeout``. Its own ``close()`` has the Deferred
    called after that second even where the last connection was closed at the same moment: on a
    machine that stood still meanwhile, a good run would end with an AlreadyCalledError in its log.
    """
    pool: Any = handler._pool  # Twisted's has no types
    closed = deferred_to_future(pool.closeCachedConnections())
    await asyncio.wait([closed], timeout=handler._disconnect_timeout)


def brotli_decompressor() -> Any:
    """Return a new decompressor of brotli, of the library that Scrapy unpacks with.

    Relies on ``scrapy.utils._compression.brotli``. Without it an early end of such a body would
    not be noticed.
    """
    from scrapy.utils._compression import brotli  # type: ignore[attr-defined]

    return brotli.Decompressor()


def zstd_reader(packed: BytesIO) -> Any:
    """Return a file that unpacks *packed* (zstd); its `read` raises EOFError at an early end.

    Relies on ``scrapy.utils._compression.zstd``, as `brotli_decompressor` does on its library.
    """
    from scrapy.utils._compression import zstd  # type: ignore[attr-defined]

    return zstd.ZstdFile(packed)


# --- Scrapy's stats --------------------------------------------------------------


class Stats(MemoryStatsCollector):
    """Scrapy's stats in memory (the setting STATS_CLASS), without its look at each call.

    Relies on what ``StatsCollector.__getattribute__`` is for: a warning where a caller passes the
    deprecated argument ``spider``, which nothing here does. Without it a page, which counts some
    sixty things, would take a fiftieth longer, and nothing else.
    """

    __getattribute__ = object.__getattribute__


# --- Scrapy's robots.txt ---------------------------------------------------------


class RobotsTxtHooks(RobotsTxtMiddleware):
    """Scrapy's robots.txt middleware, with public methods to override at three moments.

    Relies on ``RobotsTxtMiddleware``: ``_parsers`` (host → parser, a Deferred while robots.txt
    is being downloaded, None if everything is allowed), ``_parserimpl``, ``_parse_robots``,
    ``_robots_error`` and ``process_request_2``. Without them a robots.txt that answers 5xx would
    count as "everything is allowed", against RFC 9309.
    """

    def robots_received(self, response: Response, netloc: str) -> Response:
        """Return the response to read the rules of *netloc* from; overridden to replace it."""
        return response

    def robots_read(self, response: Response, netloc: str, parser: RobotParser | None) -> None:
        """Called when the rules of *netloc* are known; *response* is as it was received."""

    def robots_failed(self, error: Exception, netloc: str) -> bytes | None:
        """Return the robots.txt to go by where its download failed; None: all is allowed."""

    def forget_robots(self, netloc: str) -> None:
        """Have robots.txt of *netloc* downloaded again for the next request, if it is there."""
        if not isinstance(self._parsers.get(netloc), Deferred):
            self._parsers.pop(netloc, None)

    def knows_robots(self, netloc: str) -> bool:
        """Whether robots.txt of *netloc* was downloaded, or is being downloaded."""
        return netloc in self._parsers

    def check_allowed(self, parser: RobotParser | None, request: Request) -> None:
        """Raise IgnoreRequest where *parser* (None: there are no rules) disallows *request*."""
        super().process_request_2(parser, request)

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Called by Scrapy with the rules of the request's host."""
        self.check_allowed(rp, request)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        await super()._parse_robots(self.robots_received(response, netloc), netloc, request)
        parser = self._parsers[netloc]
        self.robots_read(response, netloc, parser if isinstance(parser, RobotParser) else None)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        rules = self.robots_failed(exc, netloc)
        if rules is None:
            super()._robots_error(exc, netloc)
            return
        waiting = self._parsers[netloc]
        assert isinstance(waiting, Deferred)
        parser = build_from_crawler(self._parserimpl, self.crawler, rules)
        self._parsers[netloc] = parser
        waiting.callback(parser)


# --- The browser ---------------------------------------------------------------


async def start_playwright(handler: Any) -> None:
    """Start Playwright's driver for a new scrapy-playwright *handler*.

    Relies on ``ScrapyPlaywrightDownloadHandler._launch``, which it calls itself on Scrapy's
    signal ``engine_started``: ours is made later, for the first request that needs a browser.
    """
    await handler._launch()


def driver_process(handler: Any) -> int:
    """Return the process id of the Playwright driver that `start_playwright` started.

    Relies on ``PlaywrightContextManager._client._transport._proc``. Without it a browser that
    hangs could not be killed.
    """
    client = handler.browser_provider.playwright_context_manager._client
    process: int = client._transport._proc.pid
    return process


async def stop_playwright(handler: Any) -> None:
    """End the driver of *handler*, and with it what is left of its browser.

    Relies on ``ScrapyPlaywrightDownloadHandler.browser_provider``, which it closes last itself.
    Without it a driver whose browser was killed would be killed, too, and leave the browser's
    folders in the folder for temporary files.
    """
    await handler.browser_provider.close()


def leave_out_page_content() -> None:
    """Have scrapy-playwright return pages without their content, which ``session.py`` reads itself.

    Replaces ``scrapy_playwright.handler._get_page_content``. Without it a page would be read
    twice, and the first time however large it is.
    """
    from scrapy_playwright import handler  # type: ignore[import-untyped]

    async def nothing(**_about: object) -> str:
        return "<html></html>"

    handler._get_page_content = nothing


def is_browser_gone(error: BaseException) -> bool:
    """Whether *error* says that the page, the browser or Playwright's driver is gone.

    Relies on three forms, since Playwright exports no class for them: a bare ``Exception``
    where the connection to the driver broke; ``TargetClosedError``, in a private module; and
    a plain ``Error`` of which only the message says "closed", from Chromium's DevTools session.
    Without it a crash would count as one listing's fault, and no new browser be started.
    """
    from playwright.async_api import Error

    return type(error) is Exception or (isinstance(error, Error) and "closed" in error.message)


def is_navigation(error: BaseException) -> bool:
    """Whether *error* says that the page a script ran in was left for another one meanwhile.

    Relies on the words of Playwright's message: its class is the plain ``Error``. Without it
    a load-more link that opens a new page would count as a browser failure.
    """
    from playwright.async_api import Error

    return isinstance(error, Error) and "context was destroyed" in error.message


# --- Spidermon -----------------------------------------------------------------


def spidermon_data(monitoring: Any, spider: Spider) -> dict[str, Any]:
    """Return what Spidermon's suites read of a run: stats, spider, crawler.

    *monitoring* is Spidermon's extension. Relies on its ``_generate_data_for_spider``. Without
    it the operator's own monitors could not be run.
    """
    data: dict[str, Any] = monitoring._generate_data_for_spider(spider)
    return data
