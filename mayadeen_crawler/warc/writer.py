"""A run's archive: pages are kept by a thread of its own, those that wait as one group."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from mayadeen_crawler.utils.batch_worker import Grouped
from mayadeen_crawler.warc.run_file import WarcRunFile, settle

Make = Callable[[], bytes]
"""Makes the records of one page: the thread calls it, so that few are held at once."""


class WarcWriter:
    """Writes the file of the run *run_id* in *folder*; it is made for the first page.

    *beginning* makes the record that the file begins with, given its name.
    """

    def __init__(self, folder: Path, run_id: str, beginning: Callable[[str], bytes]) -> None:
        self.folder = folder
        self._run_id = run_id
        self._beginning = beginning
        self._file: WarcRunFile | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="archive")
        self._pages = Grouped(self._thread, self._write)

    async def write(self, make: Make) -> Exception | None:
        """Return once the disk holds what *make* makes, or why it does not."""
        return await self._pages.do(make)

    def _write(self, group: list[Make]) -> list[Exception | None]:
        errors = [self._append(make) for make in group]
        try:
            if self._file is not None:
                self._file.sync()
        except OSError as error:
            return [error for _ in group]
        return errors

    def _append(self, make: Make) -> Exception | None:
        try:
            if self._file is None:
                self._file = self._begun()
            self._file.append(make())
        except Exception as error:  # noqa: BLE001 - whatever it is, the page's article counts more
            return error
        return None

    def _begun(self) -> WarcRunFile:
        if self.folder.is_dir():
            settle(self.folder)
        file = WarcRunFile(self.folder, self._run_id)
        try:
            file.append(self._beginning(file.name))
        except BaseException:
            file.finish()
            raise
        return file

    async def close(self) -> Exception | None:
        """Finish the file; return why it could not be: the next run does it then."""
        await self._pages.drained()
        self._thread.shutdown()
        file, self._file = self._file, None
        try:
            if file is not None:
                file.finish()
        except OSError as error:
            return error
        return None
