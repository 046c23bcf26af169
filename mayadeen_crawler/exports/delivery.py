"""Runs an export: writes a temporary file, renames it to its target, and notes the delivery.

Called by ``scrapy export``. With ``--since-last NAME`` the ledger holds where NAME's last export
ended and which delivery is under way: whenever the process dies, NAME gets each record once.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from mayadeen_crawler.exceptions import NOT_OF_ITS_FORM, ExportError
from mayadeen_crawler.exports import datapackage
from mayadeen_crawler.exports.database import lines_of_all_feeds
from mayadeen_crawler.exports.format_names import DATABASE, TABLES
from mayadeen_crawler.exports.formats import STREAMED, TO_FILE
from mayadeen_crawler.exports.output_path import check
from mayadeen_crawler.exports.package_resources import WrittenFile, exported
from mayadeen_crawler.exports.selection import Selection, Tally, lines
from mayadeen_crawler.ledger.feed_files import export_positions
from mayadeen_crawler.ledger.feed_files.export_positions import Delivered, Delivery
from mayadeen_crawler.ledger.feed_files.snapshot import snapshot
from mayadeen_crawler.ledger.feeds import committed_lengths
from mayadeen_crawler.ledger.store import Ledger
from mayadeen_crawler.utils.atomic_files import remove_left_behind, sync_folder, work_folder

#: Attempts, if other exports for the same consumer keep getting ahead.
_TRIES = 20


def _no_hook(_point: str) -> None:
    """Do nothing; crash tests pass a function that fails at one of the named points."""


def export(
    folder: Path,
    wanted: Selection,
    form: str,
    target: Path | BinaryIO,
    *,
    consumer: str | None = None,
    describe: bool = False,
    hook: Callable[[str], None] = _no_hook,
) -> Tally:
    """Write the records that *wanted* selects from *folder* to *target*, in the format *form*.

    *target*: a path, or a binary stream such as standard output. *consumer*: only records
    written since its last export, which the ledger notes after the rename. *describe*: also
    write ``datapackage.json`` beside the file; a description that exists is updated anyway.
    Raises ExportError and LedgerError. *target* is then as it was before, and a consumer's next
    export begins with the same records.
    """
    if isinstance(target, Path):
        check(target, folder, describe=describe)
        describe = describe or (form in TABLES and datapackage.describes(target))
    if consumer is not None:
        consumer = export_positions.consumer_of(consumer, wanted.kind.folder)
    for _ in range(_TRIES):
        had: Delivered = {}
        if consumer is not None:
            _complete(folder, consumer, hook)
        tally = Tally()
        described: list[datapackage.Resource] = []
        with snapshot(folder) as db:
            after = committed_lengths(db, wanted.kind.folder)
            if consumer is not None:
                had = export_positions.delivered(db, consumer, after)
            if form == DATABASE:
                found = lines_of_all_feeds(db, folder, wanted, tally)
            else:
                found = lines(db, folder, wanted, tally, had)
            if not isinstance(target, Path):
                try:
                    STREAMED[form](found, target, wanted, tally)
                except NOT_OF_ITS_FORM as error:
                    raise _malformed(error) from error
                target.flush()
            else:
                # A delivery stays until the ledger has noted it, whoever notes it.
                temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
                with _work_folder(target) as work:
                    made = work / target.name
                    _write(found, form, made, wanted, tally)
                    written = WrittenFile(made)
                    if describe:
                        of_file = exported(made, target.name, form, tally.records, wanted)
                        described.append(of_file)
                    hook("written")
                    if consumer is None:
                        _rename(made, target)
                    else:
                        made.replace(temporary)
        if not isinstance(target, Path):
            hook("written")
            _advance(folder, consumer, had, after)
            return tally
        if consumer is None:
            _describe(written, target, described, tally)
            return tally
        # Noted before its name is on the disk, it would count as renamed after a power cut.
        sync_folder(target.parent)
        delivery = Delivery(str(temporary.absolute()), str(target.absolute()))
        with Ledger(folder) as ledger, ledger.transaction() as db:
            begun = export_positions.begin(db, consumer, had, after, delivery)
        hook("begun")
        if begun:
            _complete(folder, consumer, hook)
            _describe(written, target, described, tally)
            return tally
        temporary.unlink(missing_ok=True)
    raise ExportError(f"other exports for {consumer} keep getting ahead: try again later")


@contextmanager
def _work_folder(target: Path) -> Iterator[Path]:
    remove_left_behind(target.parent)
    try:
        with work_folder(target) as work:
            yield work
    except OSError as error:
        raise ExportError(f"cannot write {target}: {error.strerror}") from error


def _describe(
    written: WrittenFile, target: Path, described: Sequence[datapackage.Resource], tally: Tally
) -> None:
    """Describe *target* in its data package; a failure is noted in *tally*, as it was delivered."""
    try:
        written.describe(target, described)
    except (ExportError, OSError) as error:
        tally.undescribed = str(error)


def _write(
    found: Iterable[bytes], form: str, temporary: Path, wanted: Selection, tally: Tally
) -> None:
    try:
        if form in TO_FILE:
            TO_FILE[form](found, temporary, wanted, tally)
        else:
            with temporary.open("wb") as stream:
                STREAMED[form](found, stream, wanted, tally)
        with temporary.open("rb") as stream:
            os.fsync(stream.fileno())
    except OSError as error:
        raise ExportError(f"cannot write {temporary.name}: {error.strerror}") from error
    except NOT_OF_ITS_FORM as error:
        raise _malformed(error) from error


def _malformed(error: Exception) -> ExportError:
    return ExportError(
        f"a record is not of the form of its kind ({type(error).__name__}: {error}): "
        "another program wrote it; `scrapy schema` prints the form, and "
        "`scrapy audit --integrity` names the bytes that are not ours"
    )


def _complete(folder: Path, consumer: str, hook: Callable[[str], None]) -> None:
    """Finish the consumer's delivery that is under way, if any, whichever process began it.

    If its temporary file is missing, the rename has been done. Raises ExportError if its folder is
    missing: nobody can see whether it has.
    """
    with Ledger(folder) as ledger:
        with ledger.transaction() as db:
            delivery = export_positions.under_way(db, consumer)
        if delivery is None:
            return
        if not (place := Path(delivery.target).parent).is_dir():
            raise ExportError(
                f"{place} is not there, and the last export for {consumer} may wait in it: mount "
                f"it or put it back; where {Path(delivery.target).name} was received, make the "
                "folder anew, empty"
            )
        with suppress(FileNotFoundError):
            _rename(Path(delivery.temporary), Path(delivery.target))
        hook("renamed")
        with ledger.transaction() as db:
            export_positions.end(db, consumer, delivery)
    hook("ended")


def _rename(temporary: Path, target: Path) -> None:
    try:
        with datapackage.without(target):
            temporary.replace(target)
        sync_folder(target.parent)
    except FileNotFoundError:
        raise
    except OSError as error:  # the temporary file stays, for the next attempt
        raise ExportError(f"cannot write {target}: {error.strerror}") from error


def _advance(
    folder: Path,
    consumer: str | None,
    had: Delivered,
    after: Delivered,
) -> None:
    if consumer is None:
        return
    with Ledger(folder) as ledger, ledger.transaction() as db:
        moved = export_positions.move(db, consumer, had, after)
    if not moved:
        raise ExportError(
            f"another export for {consumer} ended meanwhile and delivered the same records"
        )
