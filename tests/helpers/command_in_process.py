"""A command in this process: the command itself, without Scrapy's second to start.

`run_command` runs a command's class; `command_line` what a user types, wrong use and all. How a
process starts, is interrupted and ends is for `tests.helpers.processes`.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from scrapy import cmdline
from scrapy.cmdline import ScrapyArgumentParser
from scrapy.commands import ScrapyCommand
from scrapy.utils.project import get_project_settings

from tests.helpers.fork_server import entry_points_once


class Said(NamedTuple):
    """The exit status of a command, and what it wrote."""

    status: int
    out: str
    err: str


@contextlib.contextmanager
def _captured() -> Iterator[tuple[io.BytesIO, io.StringIO]]:
    """Yield what standard output and error get meanwhile."""
    # Commands write bytes to standard output, too.
    out, err = io.BytesIO(), io.StringIO()
    stream = io.TextIOWrapper(out, encoding="utf-8", write_through=True)
    with contextlib.redirect_stdout(stream), contextlib.redirect_stderr(err):
        yield out, err
    stream.detach()  # else it closes what it wrote to


def run_command(command: type[ScrapyCommand], folder: Path, *words: str, **settings: str) -> Said:
    """Run a command with *words* on the output folder *folder*, with these *settings*."""
    one = command()
    one.settings = get_project_settings()
    one.settings.setdict({"OUTPUT_DIR": str(folder), **settings}, priority="cmdline")
    parser = ScrapyArgumentParser(conflict_handler="resolve")
    one.add_options(parser)
    opts, args = parser.parse_known_args(words)
    with _captured() as (out, err):
        one.process_options(args, opts)
        one.run(args, opts)
    return Said(one.exitcode, out.getvalue().decode(), err.getvalue())


def command_line(*words: str, code: int | None = None, **env: str) -> Said:
    """Run ``scrapy WORDS…``, a command that does not crawl, with *env* added to the environment.

    With *code*, fails unless that is the exit status.
    """
    with pytest.MonkeyPatch.context() as patch, _captured() as (out, err):
        patch.setattr(cmdline, "entry_points", entry_points_once)
        for name, value in env.items():
            patch.setenv(name, value)
        with pytest.raises(SystemExit) as ended:
            cmdline.execute(["scrapy", *words])
    said = Said(int(ended.value.code or 0), out.getvalue().decode(), err.getvalue())
    assert code in (None, said.status), said
    return said
