"""Pages that could not be read, kept in ``OUTPUT_DIR/errors`` for whoever mends the program.

Each page is two files named after its URL: ``<16 hex>.body``, as it was received and unpacked, and
``<16 hex>.json`` with URL, headers and traceback. A page that fails in every run has one place.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from mayadeen_crawler.utils.regular_files import put_anew

FOLDER = "errors"
#: Pages that are kept, and bytes of all of them together; the oldest make room for new ones.
MAX_PAGES, MAX_BYTES = 100, 64 << 20
#: Header fields of a page that are kept, and characters of each.
_MAX_HEADERS, _MAX_VALUE = 200, 2000
#: Seconds in which both files of a page are written.
_WRITTEN_WITHIN = 600.0


class ErrorPages:
    """The folder with such pages, of all runs; it is made when the first page is kept."""

    def __init__(self, output: Path) -> None:
        self._folder = output / FOLDER

    def keep(
        self, url: str, headers: Iterable[tuple[str, str]], body: bytes, about: Mapping[str, object]
    ) -> Path:
        """Keep a page; return the path of its JSON file, which also holds *about*.

        A body larger than MAX_BYTES is cut there. Raises OSError.
        """
        name = hashlib.sha256(url.encode(errors="replace")).hexdigest()[:16]
        self._folder.mkdir(parents=True, exist_ok=True)
        told = [[key[:_MAX_VALUE], value[:_MAX_VALUE]] for key, value in headers][:_MAX_HEADERS]
        text = json.dumps({"url": url, **about, "headers": told}, indent=1)
        put_anew(self._folder / f"{name}.body", body[:MAX_BYTES])
        file = self._folder / f"{name}.json"
        put_anew(file, f"{text}\n".encode())
        self._prune()
        return file

    def count(self) -> int:
        """Return how many pages are kept."""
        return len(list(self._folder.glob("*.json")))

    def halves(self) -> Iterator[Path]:
        """Yield the files that lack their other half: a run was killed between the two.

        Not those of the last minutes, whose other half is perhaps being written.
        """
        for file in self._folder.glob("*"):
            other = file.with_suffix({".body": ".json", ".json": ".body"}.get(file.suffix, ""))
            with suppress(OSError):  # another run removed it
                old = time.time() - file.stat().st_mtime > _WRITTEN_WITHIN
                if other != file and old and not other.exists():
                    yield file

    def _prune(self) -> None:
        """Remove the oldest pages beyond MAX_PAGES and MAX_BYTES."""
        pages: list[tuple[float, int, Path]] = []
        for file in self._folder.glob("*.json"):
            with suppress(OSError):  # another run removed it
                body = file.with_suffix(".body").stat()
                pages.append((body.st_mtime, file.stat().st_size + body.st_size, file))
        held = 0
        for place, (_, size, file) in enumerate(sorted(pages, reverse=True)):
            held += size
            # The newest page stays, however large it is.
            if place and (place >= MAX_PAGES or held > MAX_BYTES):
                for one in (file, file.with_suffix(".body")):
                    one.unlink(missing_ok=True)
