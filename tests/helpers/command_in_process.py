"""A command in this process: the command itself, without Scrapy's second to start."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path
from typing import NamedTuple

from scrapy.cmdline import ScrapyArgumentParser
from scrapy.commands import ScrapyCommand
from scrapy.utils.project import get_project_settings


class Said(NamedTuple):
    """The exit status of a command, and what it wrote."""

    status: int
    out: str
    err: str


def run_command(command: type[ScrapyCommand], folder: Path, *words: str, **settings: str) -> Said:
    """Run a command with *words* on the output folder *folder*, with these *settings*."""
    one = command()
    one.settings = get_project_settings()
    one.settings.setdict({"OUTPUT_DIR": str(folder), **settings}, priority="cmdline")
    parser = ScrapyArgumentParser(conflict_handler="resolve")
    one.add_options(parser)
    opts, args = parser.parse_known_args(words)
    # Commands write bytes to standard output, too.
    out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        one.process_options(args, opts)
        one.run(args, opts)
    out.seek(0)
    return Said(one.exitcode, out.read(), err.getvalue())
