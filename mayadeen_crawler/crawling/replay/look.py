"""A WARC file → its captures of a site's articles: the part of a replay that comes first.

`look` depends on its arguments and the file alone. It is called for a part of a file at a time,
which says where the next one begins: so neither a file's size nor its number of pages is in memory,
and the run can end between two parts; on its own machine also within one (`Stop`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mayadeen_crawler.outlet import EDITIONS, Site
from mayadeen_crawler.urls.canonical import canonicalize, is_article_url, is_on_site, rehost

if TYPE_CHECKING:
    from mayadeen_crawler.warc.reader import WarcCapture

#: Responses, and bytes once unpacked, that are looked at a time: about a second's work.
PART = 2000
PART_BYTES = 256 << 20
REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class FilePart:
    """A part of a WARC file that is to be looked at."""

    path: Path
    edition: str
    base_url: str
    size: int
    """Bytes of the file, by which another machine knows whether it sees the same one."""
    position: int = 0
    """Where its first record begins."""
    ours: bool = False
    """Whether this program wrote the records there (`WarcFileReading.ours`)."""


@dataclass(slots=True)
class FileLook:
    """What is in a `FilePart`."""

    captures: list[WarcCapture] = field(default_factory=list)
    """Article pages and redirects of the site."""
    responses: int = 0
    """How many responses there are, of any host."""
    damaged: int = 0
    """How many have no date or no status."""
    elsewhere: Counter[str] = field(default_factory=Counter)
    """Host → pages of it, for hosts other than the site's."""
    problem: str | None = None
    """Why the rest of the file cannot be read."""
    rest: FilePart | None = None
    """What is still to be looked at; None at the file's end."""
    is_elsewhere: bool = False
    """Whether nothing was looked at: the process that should have does not reach the file."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Says whether to end within a part: asked in the run's own process, seen by those it started.

    On another machine it never says so; there a part is looked at to its end.
    """

    is_asked: Callable[[], bool] | None = None
    """Called in the run's own process; is not pickled."""
    folder: Path | None = None
    """The run's temporary folder: other processes of this machine see that it is gone."""

    def __call__(self) -> bool:
        if self.is_asked is not None:
            return self.is_asked()
        return self.folder is not None and not self.folder.exists()

    def __reduce__(self) -> tuple[Callable[[Path | None], Stop], tuple[Path | None]]:
        return _in_another_process, (self.folder,)


def _in_another_process(folder: Path | None) -> Stop:
    return Stop(folder=folder if folder is not None and folder.exists() else None)


_NEVER = Stop()


def part_of(path: Path, site: Site) -> FilePart:
    """Return the whole file *path*, to be searched for pages of *site*."""
    try:
        size = path.stat().st_size
    except OSError:  # `look` says why
        size = 0
    return FilePart(path.absolute(), site.edition.code, site.base_url, size)


def look(parts: Sequence[FilePart], stop: Stop = _NEVER) -> list[FileLook]:
    """Return what is in each of *parts*; less than that once *stop* says so."""
    return [
        _looked(part, stop) if _is_here(part) else FileLook(is_elsewhere=True) for part in parts
    ]


def _is_here(part: FilePart) -> bool:
    """Whether this process reaches the file: another machine may lack it, or have another one."""
    if not part.size:
        return True
    try:
        return part.path.stat().st_size >= part.size
    except OSError:
        return False


def _looked(part: FilePart, stop: Stop) -> FileLook:
    from mayadeen_crawler.warc.reader import WarcFileReading, captures

    site = Site(EDITIONS[part.edition], part.base_url)
    reading = WarcFileReading(part.path, position=part.position, ours=part.ours)
    found = FileLook()

    def is_enough() -> bool:
        return reading.responses >= PART or reading.unpacked >= PART_BYTES

    for capture in captures(reading, is_enough=is_enough, stop=stop):
        if _is_wanted(capture, site, found.elsewhere):
            found.captures.append(capture)
    if is_enough() and reading.problem is None:
        found.rest = replace(part, position=reading.position, ours=reading.ours)
    found.responses, found.damaged = reading.responses, reading.damaged
    found.problem = reading.problem
    return found


def _is_wanted(capture: WarcCapture, site: Site, elsewhere: Counter[str]) -> bool:
    """Whether it is an article page or a redirect on the site; other hosts are counted."""
    url = rehost(capture.url, site)
    if not is_on_site(url, site):
        if capture.status == 200:
            elsewhere[_host(capture.url)] += 1
        return False
    try:
        canonicalize(url, site)
    except ValueError:  # too long: no crawl would have requested it
        return False
    if capture.status in REDIRECTS:
        return bool(capture.location)
    known = capture.article is not None
    as_article = bool(capture.article) if known else is_article_url(url, site)
    return capture.status == 200 and as_article


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc[:100] or "none"
    except ValueError:
        return "none"
