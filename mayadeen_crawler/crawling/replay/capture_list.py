"""The captures of a replay, in the order of time, however many there are.

They are kept in a temporary SQLite database, which has no name: it is gone when the process is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mayadeen_crawler.warc.reader import WarcCapture

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TABLE = """
CREATE TABLE captures (
    moment INTEGER NOT NULL,        -- microseconds since 1970
    file INTEGER NOT NULL,          -- its number among the files of the replay
    offset INTEGER NOT NULL,
    length INTEGER NOT NULL,
    url TEXT NOT NULL,
    status INTEGER NOT NULL,
    location TEXT,
    article TEXT,
    truncated INTEGER NOT NULL
)
"""


class CaptureList:
    """Collects captures of *files*, then yields them by their moment.

    Those of one moment come in the order of *files*, and of one file in its order.
    """

    def __init__(self, files: Sequence[Path]) -> None:
        self.files = list(files)
        """Where the records are read; `replace` changes it."""
        # Found in a thread, and written in the crawl's own: never by two at once.
        self._db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._db.execute(_TABLE)

    def add(self, number: int, captures: Iterable[WarcCapture]) -> None:
        """Add *captures* of ``files[number]``, in the order of the file."""
        self._db.execute("BEGIN")
        self._db.executemany(
            "INSERT INTO captures VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    (one.moment - _EPOCH) // timedelta(microseconds=1),
                    number, one.offset, one.length, one.url, one.status,
                    one.location, one.article, one.truncated,
                )
                for one in captures
            ),
        )  # fmt: skip
        self._db.execute("COMMIT")

    def replace(self, number: int, path: Path) -> None:
        """Have ``files[number]`` be *path*, and forget its captures."""
        self.files[number] = path
        self._db.execute("DELETE FROM captures WHERE file = ?", (number,))

    def pages(self) -> int:
        """Return how many of them are pages, not redirects."""
        (count,) = self._db.execute("SELECT count(*) FROM captures WHERE status = 200").fetchone()
        return int(count)

    def __iter__(self) -> Iterator[WarcCapture]:
        """Yield all captures, oldest first."""
        from mayadeen_crawler.warc.reader import WarcCapture

        rows = self._db.execute("SELECT * FROM captures ORDER BY moment, file, offset")
        for moment, file, offset, length, url, status, location, article, truncated in rows:
            yield WarcCapture(
                moment=_EPOCH + timedelta(microseconds=moment),
                url=url,
                path=self.files[file],
                offset=offset,
                length=length,
                status=status,
                location=location,
                article=article,
                truncated=bool(truncated),
            )

    def close(self) -> None:
        """Forget them."""
        self._db.close()
