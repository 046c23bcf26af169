"""Metadata of the site's own articles, which is not part of the project: its texts are not ours.

The environment variable ``REAL_RECORDS`` names a file of it: each line is the JSON of one page's
``script#tawsiyat-metadata``. Tests of it are skipped where the variable is not set.
"""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

_FILE = os.environ.get("REAL_RECORDS")

#: Marks what needs the file.
needs_real_records = pytest.mark.skipif(not _FILE, reason="REAL_RECORDS names no file")


@cache
def real_records() -> list[dict[str, Any]]:
    """Return the metadata of each page; raises OSError where the file cannot be read."""
    text = Path(str(_FILE)).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]
