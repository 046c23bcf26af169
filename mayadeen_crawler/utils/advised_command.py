"""Commands that a line advises, so that they can be copied as they stand."""

from __future__ import annotations

import shlex
from pathlib import Path

from scrapy.utils.project import get_project_settings


def advised(command: str, folder: Path | str) -> str:
    """Return *command* in backquotes, on the output folder *folder*.

    With ``-s OUTPUT_DIR=…`` where a command without it would take another folder:
    ```scrapy ledger rebuild -s OUTPUT_DIR=feeds```.
    """
    usual = get_project_settings().get("OUTPUT_DIR")
    is_usual = usual and Path(usual).absolute() == Path(folder).absolute()
    option = "" if is_usual else f" -s OUTPUT_DIR={shlex.quote(str(folder))}"
    return f"`{command}{option}`"
