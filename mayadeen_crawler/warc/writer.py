"""Write a run's WARC file in a thread, so that a slow disk does not stop the crawl.

Pages that wait while the disk is busy are written as one group, with one sync.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from mayadeen_crawler.utils.batch_worker import BatchWorker
from mayadeen_crawler.warc.run_file import WarcRunFile, settle

Make = Callable[[], bytes]
"""Makes the records of one page. The thread calls it, so that few records are in memory."""


class WarcWriter:
    """Writes the file of the run *run_id* in *folder*; the file is made for the first page.

    *beginning* is called with the file's name, and returns the record that it begins with.
    """

    def __init__(self, folder: Path, run_id: str, beginning: Callable[[str], bytes]) -> None:
        self.folder = folder
        self._run_id = run_id
        self._beginning = beginning
        self._file: WarcRunFile | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="warc")
        self._pages = BatchWorker(self._thread, self._write)

    async def write(self, make: Make) -> Exception | None:
        """Write the records that *make* makes; return once they are on the disk, or the error."""
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
        except Exception as error:  # noqa: BLE001 - no error here may lose the page's article
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
        """Finish the file; return the error if that failed: the next run finishes it then."""
        await self._pages.drained()
        self._thread.shutdown()
        file, self._file = self._file, None
        try:
            if file is not None:
                file.finish()
        except OSError as error:
            return error
        return None
