"""The Python that ``scrapy schema --pandas`` prints: dtypes of each kind, and a function ``read``.

Without dtypes, pandas' ``read_json`` turns ids that are digits into numbers, and counts with a
missing value into floats.
"""

from __future__ import annotations

from collections.abc import Iterable
from pprint import pformat

from mayadeen_crawler.schemas.duckdb_columns import columns_of
from mayadeen_crawler.schemas.kinds import RecordKind

#: DuckDB type → pandas dtype; any other type (lists, structures) becomes ``object``.
_TIME, _DAY = "datetime64[us, UTC]", "datetime64[us]"
_DTYPES = {
    "VARCHAR": "string", "BIGINT": "Int64", "DOUBLE": "Float64", "BOOLEAN": "boolean",
    "TIMESTAMPTZ": _TIME, "DATE": _DAY,
}  # fmt: skip

_SCRIPT = '''\
"""Types of the feeds' columns for pandas 3: read("article", paths) gives a frame."""

import io
import json

import pandas as pd

# Lists and objects stay Python's: explode() and json_normalize() take them apart.
DTYPES = {dtypes}
# RFC 3339 in UTC.
TIMES = {times}
# Days on the site's clock.
DAYS = {days}


def read(kind, files):
    """Return the records of a kind in files (paths or open files), each a line; a run is a file."""
    if kind == "run":
        files = [_line(file) for file in files]
    frames = [pd.read_json(file, lines=True, dtype=DTYPES[kind]) for file in files]
    frames = [_typed(kind, frame) for frame in frames if len(frame)]
    return pd.concat(frames or [_typed(kind, pd.DataFrame())], ignore_index=True)


def _line(file):
    if not hasattr(file, "read"):
        with open(file, encoding="utf-8") as opened:
            return _line(opened)
    return io.StringIO(json.dumps(json.load(file)))


def _typed(kind, frame):
    frame = frame.reindex(columns=list(DTYPES[kind]))
    for name in TIMES[kind]:  # one that is null throughout has lost its type
        frame[name] = pd.to_datetime(frame[name], utc=True)
    return frame.astype(DTYPES[kind])
'''


def script(kinds: Iterable[RecordKind]) -> str:
    """Return a Python module with the types of *kinds* and a function that reads them."""
    dtypes = {
        kind.name: {name: _DTYPES.get(of, "object") for name, of in columns_of(kind.record)}
        for kind in kinds
    }
    values = {"dtypes": dtypes, "times": _only(_TIME, dtypes), "days": _only(_DAY, dtypes)}
    text = _SCRIPT
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", pformat(value, sort_dicts=False, width=99), 1)
    return text


def _only(dtype: str, dtypes: dict[str, dict[str, str]]) -> dict[str, list[str]]:
    return {kind: [n for n, of in names.items() if of == dtype] for kind, names in dtypes.items()}
