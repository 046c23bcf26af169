"""Replays WARC files: extracts their article pages again, without any request.

Used by ``spiders/article.py`` for ``warc=``, and by ``spiders/archived.py`` for what it kept of
public archives. All files are looked at first (``replay/look.py``
decides which pages count as articles); then the pages are extracted (``replay/extract.py``) and
written in the order of time. Both may be done by other processes (``replay/engines.py``): what is
decided by the pages before, and all that is written, is done here.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import aclosing, suppress
from dataclasses import replace
from functools import cached_property
from logging import LoggerAdapter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urljoin

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from mayadeen_crawler.crawling.article_reading import LastPage, count_article
from mayadeen_crawler.crawling.page_wall import note_error
from mayadeen_crawler.crawling.remembered_hints import remembered_hints
from mayadeen_crawler.crawling.replay.capture_list import CaptureList
from mayadeen_crawler.crawling.replay.engines import Engine, InThisProcess, Work, in_order
from mayadeen_crawler.crawling.replay.extract import (
    ExtractedPage,
    KeptPage,
    Problem,
    ReplayTerms,
    extract,
    page_response,
    page_text,
    problem_of,
)
from mayadeen_crawler.crawling.replay.look import FileLook, FilePart, Stop, look, part_of
from mayadeen_crawler.exceptions import EngineLost, TooLarge, Truncated
from mayadeen_crawler.items import FetchedArticle
from mayadeen_crawler.ledger.frontier.failure_reasons import TRUNCATED
from mayadeen_crawler.outlet import Site
from mayadeen_crawler.urls.canonical import canonicalize, is_article_url, is_on_site, rehost
from mayadeen_crawler.utils.run_ending import is_ending
from mayadeen_crawler.utils.scrapy_internals import run_pipelines
from mayadeen_crawler.utils.text_on_page import TextOnPage
from mayadeen_crawler.warc import unpacking

if TYPE_CHECKING:
    from mayadeen_crawler.warc.reader import WarcCapture

#: Pages that are extracted and written at a time; their records are one commit.
GROUP = 25
#: Bytes of their records from which on fewer are taken at a time.
GROUP_BYTES = 4 << 20
#: Addresses that are remembered to redirect to one and the same; the oldest are forgotten.
MOST_LED = 100

Origin: TypeAlias = "Callable[[WarcCapture], tuple[str, str | None]]"
"""Capture → the record's ``source`` and ``capture_url``."""
BeginEngine = Callable[[], Awaitable[Engine]]
"""Makes ready what does the work; raises WrongUseError if it cannot be used."""


async def in_this_process() -> Engine:
    """Return the engine of a replay for which none is chosen."""
    return InThisProcess()


def own_files(_: WarcCapture) -> tuple[str, str | None]:
    """Return the source of a page in a WARC file that the operator has, see `Origin`."""
    return "warc", None


class _TextOfPage:
    """Whether a text is on a page, as `TextOnPage`; the page is unpacked again if it is called."""

    def __init__(self, page: KeptPage, terms: ReplayTerms) -> None:
        self._page = page
        self._terms = terms

    @cached_property
    def _shows(self) -> TextOnPage:
        return TextOnPage(page_text(self._page, self._terms))

    def __call__(self, text: str) -> bool:
        return self._shows(text)


def _temporary_folder() -> TemporaryDirectory[str]:
    """Return a new folder for what is unpacked; raises EngineLost if it cannot be made."""
    try:
        # An interrupt may come while a thread opens a file in it.
        return TemporaryDirectory(prefix="mayadeen-replay-", ignore_cleanup_errors=True)
    except OSError as error:
        raise EngineLost(
            f"the folder for temporary files cannot be used ({error}): free space in it, or name "
            "another one (TMPDIR), then run the crawl again, which goes on from what is written"
        ) from None


class WarcReplay:
    """The replay of some WARC files: first all are looked at, then pages go in order of fetching.

    *begin_engine* is called once, in `run`: it returns what the work is done by. *origin* says
    where a page is from, for its record.
    """

    def __init__(
        self,
        crawler: Crawler,
        site: Site,
        files: Sequence[Path],
        *,
        run_id: str,
        logger: LoggerAdapter[Any],
        begin_engine: BeginEngine = in_this_process,
        origin: Origin = own_files,
    ) -> None:
        self._crawler = crawler
        self._site = site
        self._stats = crawler.stats
        self._files = files
        self._logger = logger
        self._begin_engine = begin_engine
        self._origin = origin
        self._terms = ReplayTerms(
            site.edition.code, site.base_url, run_id, crawler.settings.getint("DOWNLOAD_MAXSIZE")
        )
        self._sources: dict[str, dict[str, None]] = {}
        """Canonical URL → the canonical URLs that redirected there, until its page comes."""
        self._targets: dict[str, str] = {}
        """Canonical URL that redirected → its target."""
        self._elsewhere: Counter[str] = Counter()
        """Host → pages of it, for hosts other than the site's."""
        self._damaged: Counter[Path] = Counter()
        """File → records of it that are not what their digests say."""
        self._broken: set[Path] = set()
        """Files that could not be read whole."""
        self._last_page = LastPage(site, crawler.stats)
        self._unpacked: dict[Path, Path] = {}
        """Temporary file → the file that was unpacked to it."""
        self._unread = self._truncated = 0
        self._is_over = False
        """Whether `run` returned, or was cancelled: an interrupt does that."""
        self._stop = Stop()

    async def run(self) -> None:
        """Send every article page through the pipelines, in the order of WARC-Date.

        Raises WrongUseError if the engine cannot be used as the settings say.
        """
        self._stats.set_value("replay/files", len(self._files))
        engine = await self._begin_engine()
        try:
            with _temporary_folder() as folder:
                self._stop = Stop(lambda: self._is_over or self._ends(), Path(folder))
                await self._replay(engine, Path(folder))
        except EngineLost as error:
            self._stats.set_value("replay/engine_lost", str(error))
            self._logger.error("%s", error)
        finally:
            self._is_over = True
            await engine.close()

    async def _replay(self, engine: Engine, folder: Path) -> None:
        captures = CaptureList(self._files)
        try:
            await self._look_at_files(captures, engine, folder)
            if not self._ends():
                await self._extract(captures, engine)
        finally:
            captures.close()

    async def _look_at_files(self, captures: CaptureList, engine: Engine, folder: Path) -> None:
        """Add what is in the files to *captures*; warn of files that are damaged."""
        looks: dict[int, list[FileLook]] = {}
        waiting = iter(range(len(self._files)))

        async def next_files() -> None:
            for number in waiting:
                looks[number] = await self._look_at(number, captures, engine, folder)

        await asyncio.gather(*(next_files() for _ in range(engine.window)))
        for number, path in enumerate(self._files):
            for part in looks[number]:
                self._elsewhere.update(part.elsewhere)
            self._warn_if_damaged(path, looks[number])
        if not self._ends():
            self._log_found(captures.pages())

    async def _look_at(
        self, number: int, captures: CaptureList, engine: Engine, folder: Path
    ) -> list[FileLook]:
        """Add what is in a file to *captures*; return what is to be said of its parts."""
        from mayadeen_crawler.warc.reader import ONE_STREAM

        path = self._files[number]
        if path.suffix != unpacking.SUFFIX:
            looks = [one async for one in self._looks(number, captures, engine)]
            if not looks or looks[-1].problem != ONE_STREAM:
                return looks
            self._logger.warning("%s: %s: it is unpacked first", path, ONE_STREAM)
        plain = folder / f"{number}.warc"
        problem = await asyncio.to_thread(unpacking.unpack, path, plain, stop=self._stop)
        captures.replace(number, plain)
        self._unpacked[plain] = path
        looks = [one async for one in self._looks(number, captures, engine)]
        if problem and looks:
            looks[-1].problem = problem
        return looks

    async def _looks(
        self, number: int, captures: CaptureList, engine: Engine
    ) -> AsyncIterator[FileLook]:
        """Look at a file part by part, from its beginning to its end; yield what is to be said."""
        part: FilePart | None = part_of(captures.files[number], self._site)
        while part is not None and not self._ends():
            work = Work(look, [part], (self._stop,))
            (found,) = await engine.begin(work)
            if found is not None and found.is_elsewhere:  # the file is on this machine only
                (found,) = await InThisProcess().begin(work)
            found = found or FileLook(problem="reading it ended its process, twice")
            captures.add(number, found.captures)
            found.captures = []
            yield found
            part = found.rest

    def _warn_if_damaged(self, path: Path, parts: Sequence[FileLook]) -> None:
        problem = next((part.problem for part in parts if part.problem), None)
        damaged = sum(part.damaged for part in parts)
        if problem is None and not damaged:
            return
        why = [problem] if problem else []
        if damaged:
            why.append(f"{damaged} records are damaged, and skipped")
        responses = sum(part.responses for part in parts)
        self._logger.warning("%s: %s; %d answers were read of it", path, ", ".join(why), responses)
        self._note_broken(path)

    def _note_broken(self, path: Path) -> None:
        if path.suffix != ".open":  # its run may be writing it this very moment
            self._broken.add(path)
            self._stats.set_value("replay/broken", len(self._broken))

    def _log_found(self, pages: int) -> None:
        self._stats.set_value("replay/found", pages)
        count = self._elsewhere.total()
        self._stats.set_value("replay/elsewhere", count)
        self._logger.info(
            "%d WARC files contain %d article pages of %s",
            len(self._files), pages, self._site.base_url,
        )  # fmt: skip
        if count:
            hosts = ", ".join(host for host, _ in self._elsewhere.most_common(3))
            self._logger.warning(
                "%d pages of other hosts are left out (%s): edition=… or base_url=… chooses one",
                count, hosts,
            )  # fmt: skip

    async def _extract(self, captures: CaptureList, engine: Engine) -> None:
        """Extract the pages of *captures*, and write their records in the order of time."""
        work = (
            (group, Work(extract, [page for _, page in group], (self._terms,)))
            for group in self._groups(captures)
        )
        async with aclosing(in_order(engine, work)) as done:
            async for group, results in done:
                read = [
                    (article, Response(page.url, request=Request(page.url)))
                    for (capture, page), result in zip(group, results, strict=True)
                    if (article := self._taken(capture, page, result)) is not None
                ]
                await self._write(read)
                if self._ends():
                    return
        self._log_lost()

    def _groups(self, captures: CaptureList) -> Iterator[list[tuple[WarcCapture, KeptPage]]]:
        """Yield the pages to extract, some at a time, in the order of time."""
        group: list[tuple[WarcCapture, KeptPage]] = []
        size = 0
        for capture in captures:
            if (page := self._read(capture)) is not None:
                group.append((capture, page))
                size += len(page.record)
            if len(group) == GROUP or size >= GROUP_BYTES:
                yield group
                group, size = [], 0
        if group:
            yield group

    def _read(self, capture: WarcCapture) -> KeptPage | None:
        """Return the page of *capture*; None for a redirect or a record that cannot be read.

        The latter is counted: whatever its headers hold, only its own page is lost.
        """
        try:
            page = self._page(capture)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is no readable record
            self._note_lost(capture, problem_of(error), repr(error))
            return None
        if page is None:
            return None
        # Not within the wall: a ledger that cannot be read ends the run.
        known_at = (*page.found_at, canonicalize(page.url, self._site))
        return replace(page, hints=remembered_hints(self._crawler, known_at))

    def _page(self, capture: WarcCapture) -> KeptPage | None:
        """Return the page of *capture*, without hints; None for a redirect, which is followed.

        Raises whatever reading its record raises.
        """
        url = rehost(capture.url, self._site)
        key = canonicalize(url, self._site)
        led = tuple(self._sources.pop(key, ()))
        for address in (key, *led):  # a URL with a page of its own no longer redirects
            self._forget(address)
        if capture.status != 200:
            self._check_redirect(self._record(capture))
            self._follow(url, capture.location or "", (*led, key))
            return None
        if led and not is_article_url(url, self._site):
            return None  # as in a crawl: redirected away from the article
        if capture.truncated:
            raise Truncated("the file holds a part of it")
        led_here = (*led, *self._requested_at(capture))
        return KeptPage(self._record(capture), url, capture.moment, led_here, {})

    def _record(self, capture: WarcCapture) -> bytes:
        from mayadeen_crawler.warc.reader import record_at

        return record_at(capture, most=self._terms.most)

    def _check_redirect(self, record: bytes) -> None:
        """Raise what reading the record of a redirect raises; it counts by its headers alone."""
        from mayadeen_crawler.warc.reader import payload

        with suppress(Truncated, TooLarge):
            payload(record, most=self._terms.most)

    def _note_lost(self, capture: WarcCapture, problem: Problem, said: str) -> None:
        self._logger.debug("%s at byte %d: %s", capture.path, capture.offset, said)
        if problem == "truncated":
            self._stats.inc_value(f"lost/{TRUNCATED}")
            self._truncated += 1
        elif problem == "damaged":
            self._damaged[self._given(capture)] += 1
            self._note_broken(self._given(capture))
        else:
            self._unread += 1

    def _given(self, capture: WarcCapture) -> Path:
        """Return the file of *capture* as it was given."""
        return self._unpacked.get(capture.path, capture.path)

    def _requested_at(self, capture: WarcCapture) -> tuple[str, ...]:
        """Return the canonical URL under which the file says the article was requested, if any."""
        url = rehost(capture.article or "", self._site)
        try:
            return (canonicalize(url, self._site),) if is_on_site(url, self._site) else ()
        except ValueError:  # too long: no crawl would have requested it
            return ()

    def _follow(self, url: str, location: str, led: tuple[str, ...]) -> None:
        """Note that *url*, and the canonical URLs *led* to it, redirect to *location*."""
        try:
            to = canonicalize(rehost(urljoin(url, location), self._site), self._site)
        except ValueError:
            return
        if to in led:
            return
        sources = self._sources.setdefault(to, {})
        sources |= dict.fromkeys(led)
        self._targets |= dict.fromkeys(led, to)
        while len(sources) > MOST_LED:
            oldest = next(iter(sources))
            del sources[oldest], self._targets[oldest]

    def _forget(self, address: str) -> None:
        """Note that the canonical URL *address* no longer redirects."""
        to = self._targets.pop(address, None)
        if to in self._sources:
            self._sources[to].pop(address, None)

    def _taken(
        self, capture: WarcCapture, page: KeptPage, found: ExtractedPage | None
    ) -> FetchedArticle | None:
        """Return the article that was *found* on *page*, once it and what was counted is counted.

        None if there is none: why is counted, too.
        """
        if found is None:
            self._unread += 1
            self._logger.warning(
                "%s at byte %d: the page ended the process that read it, twice: passed over",
                self._given(capture), capture.offset,
            )  # fmt: skip
            return None
        for name, count in found.counts.items():
            self._stats.inc_value(name, count)
        if found.error is not None:
            note_error(self._crawler, found.error, page_response(page, self._terms), page.found_at)
            return None
        if found.problem or found.article is None:
            self._note_lost(capture, found.problem or "unread", found.said)
            return None
        article = found.article
        article.source, article.capture_url = self._origin(capture)
        self._last_page.compare(article, page.found_at[0] if page.found_at else capture.url)
        if count_article(article, self._stats):
            article.shows = _TextOfPage(page, self._terms)
        return article

    async def _write(self, group: list[tuple[FetchedArticle, Response]]) -> None:
        """Return once the group is committed; it is finished even if the run ends meanwhile."""
        await run_pipelines(self._crawler, group)

    def _log_lost(self) -> None:
        """Log which records were passed over."""
        for path, count in self._damaged.items():
            self._logger.warning(
                "%s: %d records are not what their digests say, and are passed over",
                path, count,
            )  # fmt: skip
        self._stats.set_value("replay/unread", self._unread)
        if self._unread:
            self._logger.warning("%d pages in the WARC files could not be read", self._unread)
        if self._truncated:
            self._logger.warning(
                "%d pages in the WARC files ended early, and are passed over", self._truncated
            )

    def _ends(self) -> bool:
        return is_ending(self._crawler)
