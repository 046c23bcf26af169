"""Spider ``article``: given articles, known or not, or the articles in WARC files.

WARC files are read in ``crawling/warc_replay.py``.
"""

from __future__ import annotations

import glob
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import ClassVar

from scrapy import Request
from scrapy.settings import BaseSettings

from mayadeen_crawler.arguments import Argument, read_lines, split_list
from mayadeen_crawler.crawling.remembered_hints import remembered_hints
from mayadeen_crawler.crawling.replay import engine_choice
from mayadeen_crawler.crawling.warc_replay import WarcReplay
from mayadeen_crawler.exceptions import WrongUseError
from mayadeen_crawler.ledger.frontier.addresses import Address
from mayadeen_crawler.spiders.base import MayadeenSpider
from mayadeen_crawler.urls.canonical import (
    canonicalize,
    is_on_site,
    rehost,
)
from mayadeen_crawler.utils.regular_files import not_regular


class ArticleSpider(MayadeenSpider):
    """``urls=URL,URL``, or ``file=PATH`` with one URL a line (``#`` begins a comment).

    Or ``warc=PATH,PATTERN``: extracts the articles in these WARC files, without any request, in
    ``processes=N`` processes.
    """

    name = "article"
    own_arguments: ClassVar[tuple[Argument, ...]] = (
        Argument("urls", "URL,URL", "the articles' whole URLs"),
        Argument("file", "PATH", "a file with a URL a line; # begins a comment"),
        Argument(
            "warc", "PATH,PATTERN", "WARC files whose articles are extracted, without requests"
        ),
        Argument("processes", "N", "processes that extract the pages of warc=", "1"),
    )
    one_of: ClassVar[tuple[str, ...]] = ("urls", "file", "warc")

    def __init__(
        self, urls: str | None = None, file: str | None = None, warc: str | None = None,
        processes: str | None = None, **given: str,
    ) -> None:  # fmt: skip
        super().__init__(**given)
        if [urls, file, warc].count(None) != 2:
            raise WrongUseError("give exactly one of urls=URL,URL, file=PATH and warc=PATH")
        if processes is not None and warc is None:
            raise WrongUseError("processes=N needs warc=PATH: only a replay is done by several")
        self.processes = engine_choice.number_of_processes(processes)
        self.replays = warc is not None
        self.warc_files = _given_files(warc) if warc is not None else []
        found = [] if self.replays else _given_urls(urls, file)
        self.addresses = [self._address(url) for url in found]

    def check(self, settings: BaseSettings) -> None:
        """See `MayadeenSpider.check`."""
        super().check(settings)
        if self.replays:
            engine_choice.check(settings, self.processes)

    def _address(self, url: str) -> Address:
        if not is_on_site(url, self.site):
            raise WrongUseError(
                f"{url!r} is not a URL on {self.site.base_url}: "
                "give whole URLs of the edition's host (edition=… chooses it)"
            )
        request_url = rehost(url, self.site)
        return Address(canonicalize(url, self.site), request_url, "article:given", {})

    async def begin(self) -> AsyncIterator[Request]:
        """Replay the WARC files, or yield one request an article, however often it is given."""
        if self.replays:
            replay = WarcReplay(
                self.crawler,
                self.site,
                self.warc_files,
                run_id=self.arguments.run_id,
                logger=self.logger,
                begin_engine=partial(engine_choice.chosen, self.settings, self.processes),
            )
            try:
                await replay.run()
            except WrongUseError as error:
                raise self.wrong_use(error) from None
        for address in {address.url: address for address in self.addresses}.values():
            hints = remembered_hints(self.crawler, [address.url])
            yield self.article_request(replace(address, hints=hints), known=True)


def _given_urls(urls: str | None, file: str | None) -> list[str]:
    if urls is None:
        return read_lines(file or "")
    # A URL may contain commas itself.
    parts = re.split(r",(?=\s*(?:https?:)?/)", urls)
    found = [url for part in parts if (url := part.strip()) and not url.startswith("#")]
    if not found:
        raise WrongUseError("urls= contains no URL")
    return found


def _given_files(warc: str) -> list[Path]:
    """Return the files of ``warc=`` (paths and glob patterns), in its order."""
    found: dict[Path, None] = {}
    # A file name may contain commas itself.
    for part in [warc] if _matching(warc) else split_list(warc):
        paths = _matching(part)
        for path in paths:
            if path.is_dir():
                raise WrongUseError(
                    f"warc={part!r} is a folder: name its files, such as {f'{path}/*.warc.gz'!r}"
                )
            try:
                if what := not_regular(path, follow=True):
                    raise WrongUseError(f"warc={part!r}: {path} is {what}, not a regular file")
                path.open("rb").close()
            except OSError as error:
                raise WrongUseError(f"warc={part!r} cannot be read: {error.strerror}") from None
            found[path] = None
        if not paths:
            raise WrongUseError(f"warc={part!r}: no such file, and the pattern matches nothing")
    if not found:
        raise WrongUseError("warc= contains no file name")
    return list(found)


def _matching(name: str) -> list[Path]:
    """Return the file *name*, or the files that match it as a glob pattern; may be empty."""
    if not name or Path(name).exists():
        return [Path(name)] if name else []
    return [Path(found) for found in sorted(glob.glob(name))]  # noqa: PTH207 - may be absolute
