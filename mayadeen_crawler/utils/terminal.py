"""What commands print to standard output: harmless to a terminal, and as wide as it is.

Commands hand rich's tables and texts to ``show``, JSON to ``write_json``, and other finished text
(a path, one line) to ``write``. Whatever comes from a page or a file passes ``harmless`` before it
is put into ``show`` or ``write``. Lines for standard error go through ``complain``.
`open_streams` is called before any command, `finish` after it.
On a terminal, tables and texts wrap to its width and have colours; in a pipe or a file each row
is one whole line without colours. Also used where page text goes into log lines and the report.

rich is imported when something is shown: Scrapy imports every command whenever one is run.
"""

from __future__ import annotations

import json
import os
import sys
import unicodedata
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from mayadeen_crawler.utils.secrets import masked

if TYPE_CHECKING:
    from rich.console import JustifyMethod, RenderableType
    from rich.table import Table
    from rich.text import Text

#: Columns of a pipe or a file: more than any row has, so that nothing is wrapped or cut.
UNLIMITED = 1_000_000
#: Columns of a terminal that says it has none.
DEFAULT_WIDTH = 80
#: Characters of one value that are shown.
MAX_SHOWN = 4000

#: Zero-width joiners are part of Persian and Arabic spelling; every other format character
#: could reorder or hide what is shown.
_JOINERS = "\u200c\u200d"

#: Why standard output could not be written, until `finish` reports it; empty if it could.
_failures: list[OSError] = []


def open_streams() -> None:
    """Make standard input, output and error usable, whatever this process was started with.

    One that is closed (``2>&-``) becomes /dev/null. Otherwise Python prints to standard output
    what is meant for standard error, and the next file that is opened gets the number 2, to which
    `memory_left` and libraries write. Characters that the encoding of standard output lacks become
    question marks.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:  # opened in ascending order, it gets the lowest free number: this one
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            stream = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115
            setattr(sys, name, stream)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def harmless(text: str) -> str:
    r"""Return *text* with control and direction characters as escapes, cut to MAX_SHOWN.

    ``"a\x1b[2Jb"`` becomes ``"a\\x1b[2Jb"``: a terminal shows it and does not obey it.
    """
    cut = text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]} …"
    if cut.isprintable():  # nearly every text is, and this takes a hundredth of the time
        return cut
    return "".join(c if _is_plain(c) else c.encode("unicode_escape").decode() for c in cut)


def _is_plain(character: str) -> bool:
    kind = unicodedata.category(character)
    return character in _JOINERS or not (kind.startswith("C") or kind in ("Zl", "Zp"))


def plain_table(*headings: str, numbers: tuple[str, ...] = (), shown: bool = True) -> Table:
    """Return an empty table without lines between its cells; what is too wide is folded.

    Columns named in *numbers* are right-justified; *shown*: whether the headings are.
    """
    from rich.table import Table

    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=shown)
    for heading in headings:
        justify: JustifyMethod = "right" if heading in numbers else "left"
        made.add_column(heading, justify=justify, overflow="fold")
    return made


def unwrapped(text: str) -> Text:
    """Return *text* as one line that the terminal itself wraps: a command stays whole to copy."""
    from rich.text import Text

    return Text(text, no_wrap=True, overflow="ignore")


def show(*things: RenderableType) -> None:
    """Write *things* to standard output, one below the other, see ``write``."""
    write(rendered(*things))


def rendered(*things: RenderableType, width: int | None = None, colour: bool | None = None) -> str:
    """Return *things* as text, as standard output takes it unless *width* or *colour* are given.

    Strings are shown as they are: rich's markup (``[bold]``) in them means nothing.
    """
    from rich.console import Console, Group

    on_terminal = sys.stdout.isatty()
    coloured = has_colour() if colour is None else colour
    console = Console(
        file=sys.stdout,
        force_terminal=on_terminal or coloured,
        color_system="standard" if coloured else None,
        width=width or (None if on_terminal else UNLIMITED),
        markup=False,
        emoji=False,
        highlight=False,
    )
    if not console.width:
        console.width = DEFAULT_WIDTH  # with COLUMNS=0 rich would print nothing
    with console.capture() as capture:
        console.print(Group(*things), crop=False)
    return "".join(f"{line.rstrip()}\n" for line in capture.get().split("\n")[:-1])


def has_colour() -> bool:
    """Whether to colour: on a terminal that can, unless NO_COLOR is set (no-color.org)."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM", "dumb") == "dumb"
    return sys.stdout.isatty() and not plain


def write(text: str) -> None:
    """Write *text* to standard output at once.

    If the reader of a pipe has gone (``| head``), nothing more is written. Nor is it where it
    cannot be (a full disk), which `finish` reports: what the command does beside goes on.
    """
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        close()
    except OSError as error:
        close()
        _failures.append(error)


def write_json(*values: Any, indent: int | None = None) -> None:
    """Write each of *values* as JSON and a newline, see ``write``.

    Characters that ``harmless`` would escape are escapes of JSON: a reader gets them as they were.
    """
    lines = (json.dumps(one, ensure_ascii=False, indent=indent, default=str) for one in values)
    write("".join(f"{_harmless_json(line)}\n" for line in lines))


def _harmless_json(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(c if c == "\n" or _is_plain(c) else json.dumps(c)[1:-1] for c in text)


def complain(line: str) -> None:
    """Write one line to standard error, harmless to a terminal and without credentials."""
    try:
        print(harmless(masked(line)), file=sys.stderr)  # noqa: T201
    except OSError:  # there is no other place for it
        close(sys.stderr)


def close(stream: TextIO | None = None) -> None:
    """Send the rest of *stream*, or of standard output, nowhere.

    What is buffered would fail again when Python ends, and make the exit status 120.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), (stream or sys.stdout).fileno())


def finish(command: str) -> bool:
    """Write what is still buffered; whether all that *command* wrote to standard output was.

    If not, a line on standard error says why. Call it when the command has ended.
    """
    # What wrapped it may have closed it, as that of CSV does; that of LOG_STDOUT cannot say.
    if not getattr(sys.stdout, "closed", False):
        write("")
    reasons = [error.strerror for error in _failures]
    _failures.clear()
    if reasons:
        complain(f"{command}: cannot write: {reasons[0]}")
    try:
        sys.stderr.flush()
    except OSError:
        close(sys.stderr)
    return not reasons
