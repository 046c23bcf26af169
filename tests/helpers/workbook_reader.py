"""Reads workbooks by their standard (ECMA-376), without the library that writes them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

from lxml import etree

_NAMESPACE = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


class ReadCell(NamedTuple):
    """A cell as the file has it."""

    value: str
    """Text, or a number as it is written."""
    is_text: bool
    shown_as: str
    """The number format, empty for none."""
    quoted: bool
    """Whether it counts as typed with an apostrophe in front."""


Rows = list[dict[str, ReadCell]]


def sheets(path: Path) -> dict[str, Rows]:
    """Return sheet name → its rows, each a dict of the columns' names; empty cells are left out.

    Fails on a formula, and on a file that is not well-formed.
    """
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    book = etree.fromstring(parts["xl/workbook.xml"])
    styles = _styles(etree.fromstring(parts["xl/styles.xml"]))
    names = [str(one.get("name")) for one in book.findall("m:sheets/m:sheet", _NAMESPACE)]
    return {
        name: _rows(etree.fromstring(parts[f"xl/worksheets/sheet{number}.xml"]), styles)
        for number, name in enumerate(names, 1)
    }


def _styles(root: etree._Element) -> list[tuple[str, bool]]:
    formats = {
        one.get("numFmtId"): str(one.get("formatCode"))
        for one in root.findall("m:numFmts/m:numFmt", _NAMESPACE)
    }
    return [
        (formats.get(one.get("numFmtId"), ""), one.get("quotePrefix") == "1")
        for one in root.findall("m:cellXfs/m:xf", _NAMESPACE)
    ]


def _rows(root: etree._Element, styles: list[tuple[str, bool]]) -> Rows:
    assert root.findall(".//m:f", _NAMESPACE) == []
    assert root.findall(".//m:hyperlink", _NAMESPACE) == []
    found: list[dict[str, ReadCell]] = []
    for row in root.findall("m:sheetData/m:row", _NAMESPACE):
        cells = {}
        for one in row.findall("m:c", _NAMESPACE):
            is_text = one.get("t") == "inlineStr"
            texts = [str(part.text or "") for part in one.findall(".//m:t", _NAMESPACE)]
            value = "".join(texts) if is_text else str(one.findtext("m:v", "", _NAMESPACE))
            column = re.sub(r"\d", "", str(one.get("r")))
            cells[column] = ReadCell(value, is_text, *styles[int(one.get("s", "0"))])
        found.append(cells)
    header = {column: cell.value for column, cell in found[0].items()}
    return [{header[column]: cell for column, cell in row.items()} for row in found[1:]]
