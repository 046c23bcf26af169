"""Standard output as a terminal, a pipe or a file takes it."""

from __future__ import annotations

import os
import shutil
import sys
import unicodedata
from io import TextIOWrapper

#: Columns in a pipe, and the most on a terminal.
WIDTH = 100
#: Characters of one value that are shown.
MAX_SHOWN = 4000

#: Joiners are spelling; every other format character could reorder or hide what is shown.
_JOINERS = "\u200c\u200d"


def harmless(text: str) -> str:
    """Return *text* with whatever could steer a terminal written as an escape, and cut short."""
    cut = text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]} …"
    return "".join(c if _is_plain(c) else c.encode("unicode_escape").decode() for c in cut)


def _is_plain(character: str) -> bool:
    kind = unicodedata.category(character)
    return character in _JOINERS or not (kind.startswith("C") or kind in ("Zl", "Zp"))


def write(text: str) -> None:
    """Write *text* at once.

    What the terminal cannot show becomes question marks; whoever read it may have had
    enough. Raises OSError where it cannot be written.
    """
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        close()


def close() -> None:
    """Let nothing more be written: what is buffered would fail once more at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def width(least: int) -> int:
    """Return the columns to fill, *least* at least."""
    if not sys.stdout.isatty():
        return WIDTH
    return max(least, min(WIDTH, shutil.get_terminal_size().columns))


def colour() -> bool:
    """Whether to colour: on a terminal that can, unless told not to (no-color.org)."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM", "dumb") == "dumb"
    return sys.stdout.isatty() and not plain
