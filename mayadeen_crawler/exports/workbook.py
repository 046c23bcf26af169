"""Writes an Excel workbook (Office Open XML, ``.xlsx``) row by row, in little memory.

``formats.py`` has it in its table. It needs XlsxWriter, of the extra [analysis].
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from mayadeen_crawler.exceptions import ExportError
from mayadeen_crawler.exports.cells import cut, looks_like_formula, xml_text
from mayadeen_crawler.exports.selection import Selection, Tally
from mayadeen_crawler.schemas.duckdb_columns import columns_of

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

#: Rows of a sheet, the header included, and characters of a cell, as Excel limits them.
MOST_ROWS = 1_048_576
MOST_CHARACTERS = 32_767
#: Numbers from here on are text: Excel keeps 15 digits.
_MOST_NUMBER = 10**15
#: Excel has no day before.
_FIRST_DAY = date(1900, 1, 1)

_MOMENTS, _DAYS = "TIMESTAMPTZ", "DATE"
#: Type → how Excel shows its values, and the characters that takes.
_SHOWN = {_MOMENTS: ("yyyy-mm-dd hh:mm:ss", 19), _DAYS: ("yyyy-mm-dd", 11)}


def write_workbook(lines: Iterable[bytes], target: Path, wanted: Selection, tally: Tally) -> None:
    """Write a workbook at *target* with the columns that *wanted* asks for.

    Times (UTC) and days are Excel's; lists and objects are JSON. Every text is a text, also one
    that looks like a formula or an address. A sheet that is full is followed by another one.
    Counts in *tally* the cells that were cut, and the sheets. Raises ExportError.
    """
    from xlsxwriter import Workbook  # other formats do without
    from xlsxwriter.exceptions import XlsxWriterException

    # Rows wait in files, beside the target: it is the disk that has to hold them anyway.
    with TemporaryDirectory(prefix=f"{target.name}.", dir=target.parent) as waiting:
        options = {"constant_memory": True, "tmpdir": waiting}
        book = Workbook(str(target), options)
        book.use_zip64()
        try:
            _Rows(book, wanted, tally).write(lines)
        finally:
            try:
                book.close()
            except XlsxWriterException as error:
                raise ExportError(f"cannot write {target}: {error}") from error


class _Rows:
    """The sheets of a workbook, and the row that is written next."""

    def __init__(self, book: Workbook, wanted: Selection, tally: Tally) -> None:
        self._book = book
        self._tally = tally
        self._title = wanted.kind.folder
        types = dict(columns_of(wanted.kind.record))
        self._columns = [(name, types[name]) for name in wanted.table]
        self._header = book.add_format({"bold": True})
        self._plain = book.add_format()
        # As if typed with an apostrophe in front: it stays a text when somebody edits the cell.
        self._quoted = book.add_format({"quote_prefix": True})
        self._formats = {
            kind: book.add_format({"num_format": shown}) for kind, (shown, _) in _SHOWN.items()
        }
        tally.sheets = 0
        self._add_sheet()

    def _add_sheet(self) -> None:
        self._tally.sheets += 1
        number = f" {self._tally.sheets}" if self._tally.sheets > 1 else ""
        self._sheet: Worksheet = self._book.add_worksheet(f"{self._title}{number}")
        self._sheet.freeze_panes(1, 0)
        for place, (name, kind) in enumerate(self._columns):
            if kind in _SHOWN:
                self._sheet.set_column(place, place, _SHOWN[kind][1])
            self._sheet.write_string(0, place, name, self._header)
        self._row = 1

    def write(self, lines: Iterable[bytes]) -> None:
        for line in lines:
            if self._row == MOST_ROWS:
                self._add_sheet()
            record = json.loads(line)
            for place, (name, kind) in enumerate(self._columns):
                self._write_cell(place, record.get(name), kind)
            self._row += 1

    def _write_cell(self, place: int, value: Any, kind: str) -> None:
        if value is None:
            return
        if kind in _SHOWN and (moment := _moment(value, kind)) is not None:
            self._sheet.write_datetime(self._row, place, moment, self._formats[kind])
        elif isinstance(value, int | float) and abs(value) < _MOST_NUMBER:
            self._sheet.write_number(self._row, place, value)
        else:
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            text = xml_text(text)
            shown = cut(text, MOST_CHARACTERS)
            self._tally.cut += shown != text
            style = self._quoted if looks_like_formula(text) else None
            if shown.startswith("<r>") and shown.endswith("</r>"):
                # XlsxWriter would take it for a rich text and write it as markup, unescaped.
                parts = (self._plain, shown[:1], self._plain, shown[1:])
                self._sheet.write_rich_string(self._row, place, *parts)
            else:
                self._sheet.write_string(self._row, place, shown, style)


def _moment(value: Any, kind: str) -> datetime | date | None:
    """Return a time without zone (UTC) or a day; None for what Excel cannot hold as such."""
    try:
        if kind == _DAYS:
            found: date = date.fromisoformat(value)
        else:
            found = datetime.fromisoformat(value).astimezone(UTC).replace(tzinfo=None)
    except (TypeError, ValueError, OverflowError):
        return None
    day = found.date() if isinstance(found, datetime) else found
    return found if day >= _FIRST_DAY else None
