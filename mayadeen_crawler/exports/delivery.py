"""An export comes into being whole: a temporary file that is renamed, once for each consumer."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from mayadeen_crawler.exceptions import ExportError
from mayadeen_crawler.exports import datapackage
from mayadeen_crawler.exports.formats import STREAMED, write_parquet
from mayadeen_crawler.exports.output_path import check
from mayadeen_crawler.exports.package_resources import Written, exported
from mayadeen_crawler.exports.selection import Selection, Tally, lines
from mayadeen_crawler.ledger.feed_files import export_positions
from mayadeen_crawler.ledger.feed_files.export_positions import Delivery, Position
from mayadeen_crawler.ledger.feed_files.snapshot import snapshot
from mayadeen_crawler.ledger.store import Ledger
from mayadeen_crawler.utils.atomic_files import sync_folder

#: Exports to one consumer that may come in between before this one gives up.
_TRIES = 20


def _no_hook(_point: str) -> None:
    """Crash tests put a fault in its place."""


def export(
    folder: Path,
    wanted: Selection,
    kind: str,
    target: Path | BinaryIO,
    *,
    consumer: str | None = None,
    describe: bool = False,
    hook: Callable[[str], None] = _no_hook,
) -> Tally:
    """Write what *wanted* asks for of the feeds in *folder* to *target*, in the format *kind*.

    With *consumer*, only what was written since its last export; that is noted once the
    file is in its place. With *describe*, a data package beside the file says what it is;
    one that describes it already is kept true without. Raises ExportError and LedgerError;
    then *target* is as it was, or what a consumer was to get comes first next time.
    """
    if isinstance(target, Path):
        check(target, folder, describe=describe)
        describe = describe or datapackage.describes(target)
    for _ in range(_TRIES):
        start = Position()
        if consumer is not None:
            _complete(folder, consumer, hook)
        tally = Tally()
        told: list[datapackage.Resource] = []
        with snapshot(folder) as db:
            if consumer is not None:
                start = export_positions.position(db, consumer)
            after = max(start, export_positions.end_of_feed(db))
            found = lines(db, folder, wanted, start, tally)
            if not isinstance(target, Path):
                STREAMED[kind](found, target)
                target.flush()
            else:
                temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
                try:
                    _write(found, kind, temporary)
                    written = Written(temporary)
                    if describe:
                        told.append(exported(temporary, target.name, kind, tally.records))
                except BaseException:
                    with suppress(OSError):  # a file system that cannot be written has none
                        temporary.unlink()
                    raise
        hook("written")
        if not isinstance(target, Path):
            _moved(folder, consumer, start, after)
            return tally
        if consumer is None:
            try:
                _rename(temporary, target)
            finally:
                temporary.unlink(missing_ok=True)
            _describe(written, target, told, tally)
            return tally
        delivery = Delivery(str(temporary.absolute()), str(target.absolute()), after)
        with Ledger(folder) as ledger, ledger.transaction() as db:
            begun = export_positions.begin(db, consumer, start, delivery)
        hook("begun")
        if begun:
            _complete(folder, consumer, hook)
            _describe(written, target, told, tally)
            return tally
        temporary.unlink(missing_ok=True)
    raise ExportError(f"other exports for {consumer} keep coming in between: try again later")


def _describe(
    written: Written, target: Path, told: Sequence[datapackage.Resource], tally: Tally
) -> None:
    """Say what *target* is. It was delivered, so what goes wrong here is no failure to deliver."""
    try:
        written.describe(target, told)
    except (ExportError, OSError) as error:
        tally.undescribed = str(error)


def _write(found: Iterable[bytes], kind: str, temporary: Path) -> None:
    try:
        if kind == "parquet":
            write_parquet(found, temporary)
        else:
            with temporary.open("wb") as stream:
                STREAMED[kind](found, stream)
        with temporary.open("rb") as stream:
            os.fsync(stream.fileno())
    except OSError as error:
        raise ExportError(f"cannot write {temporary}: {error.strerror}") from error


def _complete(folder: Path, consumer: str, hook: Callable[[str], None]) -> None:
    """Bring the delivery that is under way, if any, to its end, whoever began it.

    Its temporary file is gone once it was renamed, and only then.
    """
    with Ledger(folder) as ledger:
        with ledger.transaction() as db:
            delivery = export_positions.under_way(db, consumer)
        if delivery is None:
            return
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
    except OSError as error:  # a consumer's file is kept: it is all that is to be delivered
        raise ExportError(f"cannot write {target}: {error.strerror}") from error


def _moved(folder: Path, consumer: str | None, start: Position, after: Position) -> None:
    if consumer is None:
        return
    with Ledger(folder) as ledger, ledger.transaction() as db:
        moved = export_positions.move(db, consumer, start, after)
    if not moved:
        raise ExportError(
            f"another export for {consumer} ended meanwhile: what this one wrote was delivered "
            "by that one, too"
        )
