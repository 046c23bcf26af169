"""A document's fenced blocks with the answers printed below them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_PIECE = re.compile(
    r"^## (?P<heading>[^\n]+)$"
    r"|^```(?P<language>\w+)\n(?P<code>.*?)^```$"
    r"|(?P<table>(?:^\|[^\n]*\n)+)",
    re.MULTILINE | re.DOTALL,
)


@dataclass
class Block:
    """A fenced block."""

    heading: str
    """The section it stands in."""
    language: str
    code: str
    table: list[list[str]] | None = None
    """The rows below it, the head first; of a block without one, those of the one before."""


def blocks(path: Path) -> list[Block]:
    """Return the blocks of the document at *path*, in order."""
    found: list[Block] = []
    heading = ""
    for piece in _PIECE.finditer(path.read_text(encoding="utf-8")):
        if piece["heading"]:
            heading = piece["heading"]
        elif piece["table"]:
            head, _, *rows = piece["table"].splitlines()
            found[-1].table = [_cells(row) for row in (head, *rows)]
        else:
            last = found[-1] if found and found[-1].heading == heading else None
            table = last.table if last else None
            found.append(Block(heading, piece["language"], piece["code"], table))
    return found


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip("|").split("|")]
